"""Who looked at a row: for a lead who may see it, a page beside its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from brusselshelps.access.roles import Role
from brusselshelps.accounts.models import User
from brusselshelps.audit.models import AccessLogEntry, Place
from brusselshelps.desk.display import EMPTY
from brusselshelps.desk.panels import PanelAdmin

# So many lines stand on the page: what one person did in one place on one day is one of them.
MOST = 500


class AuditedAdmin(PanelAdmin):
    """For rows about somebody. Of the own office's staff a lead reads the names, of others that it was not theirs."""

    def get_urls(self) -> list[URLPattern]:
        if not hasattr(self.model, "PERSONAL"):
            return super().get_urls()
        view = self.admin_site.admin_view(self.looks)
        return [path("<int:pk>/looks/", view, name=self._access_log_url_name), *super().get_urls()]

    @property
    def _access_log_url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_looks"

    def may_read_access_log(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return hasattr(self.model, "PERSONAL") and user.is_lead and self.has_view_permission(request)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None and self.may_read_access_log(request):
            context["looks"] = reverse(f"admin:{self._access_log_url_name}", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def looks(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_read_access_log(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        found = list(AccessLogEntry.objects.at_rows({self.model: [pk]}).by_day("by", "outcome")[: MOST + 1])
        context = self.admin_site.each_context(request) | {
            "title": gettext("Who looked at this"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "lines": list(_displayed(found[:MOST], request.user)),
            "more": len(found) > MOST,
        }
        return TemplateResponse(request, "admin/looks.html", context)


def _displayed(lines: list[dict[str, Any]], lead: Any) -> Iterator[dict[str, Any]]:
    """The names of another office are not even asked for."""
    ours = {line["by"] for line in lines if line["office"] == lead.backoffice_id}
    names = dict(User.objects.filter(pk__in=ours).values_list("pk", "username"))
    for line in lines:
        is_ours = line["office"] == lead.backoffice_id
        yield line | {
            "who": names.get(line["by"], EMPTY) if is_ours else gettext("another back office"),
            "role": str(Role(line["role"]).label),
            "place": str(Place(line["place"]).label),
            "refused": line["outcome"] == AccessLogEntry.Outcome.REFUSED,
        }
