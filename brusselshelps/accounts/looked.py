"""Who looked at a row: for a lead who may see it, a page beside its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from .looks import Look, Place
from .names import NameOf
from .roles import Role

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = object

# So many lines stand on the page: what one person did in one place on one day is one of them.
MOST = 500


class TellsWhoLooked(Base):
    """For rows about somebody. Of the own office's staff a lead reads the names, of others that it was not theirs."""

    def get_urls(self) -> list[URLPattern]:
        if not hasattr(self.model, "PERSONAL"):
            return super().get_urls()
        view = self.admin_site.admin_view(self.looks)
        return [path("<int:pk>/looks/", view, name=self._name_of_looks), *super().get_urls()]

    @property
    def _name_of_looks(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_looks"

    def may_read_looks(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return hasattr(self.model, "PERSONAL") and user.is_lead and self.has_view_permission(request)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None and self.may_read_looks(request):
            context["looks"] = reverse(f"admin:{self._name_of_looks}", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def looks(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_read_looks(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        looks = Look.objects.at_rows({self.model: [pk]})
        # Behind the second wall the accounts of another office are not there.
        found = looks.annotate(name=NameOf("by")).by_day("by", "name", "outcome")[: MOST + 1]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Who looked at this"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "lines": [_in_words(line, request.user) for line in found[:MOST]],
            "more": len(found) > MOST,
        }
        return TemplateResponse(request, "admin/looks.html", context)


def _in_words(line: dict[str, Any], lead: Any) -> dict[str, Any]:
    ours = line["office"] == lead.backoffice_id
    return line | {
        "who": line["name"] if ours else gettext("another back office"),
        "role": str(Role(line["role"]).label),
        "place": str(Place(line["place"]).label),
        "refused": line["outcome"] == Look.Outcome.REFUSED,
    }
