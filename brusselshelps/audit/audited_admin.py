"""The access log of one row: a page beside the row's own, for a lead who may see the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from brusselshelps.access.roles import Role
from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.models import User
from brusselshelps.audit.models import AccessLogEntry, Place
from brusselshelps.desk.display import EMPTY
from brusselshelps.desk.panels import PanelAdmin

# The number of lines on the page; a line is what one member of staff did in one part of the tool on one day.
MAX_LINES = 500


class AccessLine(TypedDict):
    """How often a member of staff was shown a row, or was refused it, in one part of the tool on one day."""

    who: str
    role: str
    place: str
    last: dt.datetime
    times: int
    refused: bool


class AuditedAdmin(PanelAdmin):
    """For rows about a person. A lead reads the names of their own office's staff; other staff appear without a
    name."""

    def get_urls(self) -> list[URLPattern]:
        if not hasattr(self.model, "PERSONAL"):
            return super().get_urls()
        view = self.admin_site.admin_view(self.access_log)
        return [path("<int:pk>/access-log/", view, name=self._access_log_url_name), *super().get_urls()]

    @property
    def _access_log_url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_access_log"

    def may_read_access_log(self, request: HttpRequest) -> bool:
        return hasattr(self.model, "PERSONAL") and staff_of(request).is_lead and self.has_view_permission(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None and self.may_read_access_log(request):
            context["access_log_url"] = reverse(f"admin:{self._access_log_url_name}", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def access_log(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_read_access_log(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        found = list(AccessLogEntry.objects.about_rows({self.model: [pk]}).by_day("by", "outcome")[: MAX_LINES + 1])
        context = self.admin_site.each_context(request) | {
            "title": gettext("Who viewed this"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "lines": list(_displayed(found[:MAX_LINES], staff_of(request))),
            "more": len(found) > MAX_LINES,
        }
        return TemplateResponse(request, "admin/audit/row_access_log.html", context)


def _displayed(counts: list[dict[str, Any]], lead: User) -> Iterator[AccessLine]:
    """The names of another office's staff are not even queried."""
    ours = {count["by"] for count in counts if count["office"] == lead.backoffice_id}
    names = dict(User.objects.filter(pk__in=ours).values_list("pk", "username"))
    for count in counts:
        is_ours = count["office"] == lead.backoffice_id
        yield AccessLine(
            who=names.get(count["by"], EMPTY) if is_ours else gettext("another back office"),
            role=str(Role(count["role"]).label),
            place=str(Place(count["place"]).label),
            last=count["last"],
            times=count["times"],
            refused=count["outcome"] == AccessLogEntry.Outcome.REFUSED,
        )
