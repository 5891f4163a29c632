"""The access log at the desk, for auditors: who was shown how many rows of which kind, never what is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.audit.models import AccessLogEntry, Place
from brusselshelps.desk.base_admin import DeskAdmin
from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.desk.keyset_pagination import PARAMETERS
from brusselshelps.desk.site import desk
from brusselshelps.lazy_text import LazyText
from brusselshelps.reference.models import Partner


class OfficeFilter(ChoiceFilter):
    title = _("back office")
    parameter_name = "office"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [(office.slug, str(office)) for office in Partner.objects.filter(runs_backoffice=True)]

    def narrow(self, request: HttpRequest, rows: QuerySet[AccessLogEntry], chosen: str) -> QuerySet[AccessLogEntry]:
        return rows.filter(office=Partner.objects.get(slug=chosen).pk)


class PlaceFilter(ChoiceFilter):
    title = _("part of the tool")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return list(Place.choices)

    def narrow(self, request: HttpRequest, rows: QuerySet[AccessLogEntry], chosen: str) -> QuerySet[AccessLogEntry]:
        return rows.filter(place=chosen)


class OutcomeFilter(ChoiceFilter):
    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return list(AccessLogEntry.Outcome.choices)

    def narrow(self, request: HttpRequest, rows: QuerySet[AccessLogEntry], chosen: str) -> QuerySet[AccessLogEntry]:
        return rows.filter(outcome=chosen)


class DayFilter(admin.SimpleListFilter):
    """Any day, typed or picked, so it is an input field and not a list of choices."""

    title = _("day")
    parameter_name = "day"
    template = "admin/day_filter.html"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return []

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        kept = {
            name: value for name, value in changelist.params.items() if name not in (*PARAMETERS, self.parameter_name)
        }
        yield {
            "value": self.value() or "",
            "kept": kept.items(),
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessLogEntry]) -> QuerySet[AccessLogEntry]:
        chosen = self.value()
        if not chosen:
            return queryset
        try:
            day = dt.date.fromisoformat(chosen)
            first, end = (dt.datetime.combine(one, dt.time()) for one in (day, day + dt.timedelta(days=1)))
        except (ValueError, OverflowError):
            raise IncorrectLookupParameters from None
        return queryset.filter(at__gte=make_aware(first), at__lt=make_aware(end))


@admin.register(AccessLogEntry, site=desk)
class AccessLogAdmin(DeskAdmin):
    list_display = ("number", "at", "who", "role", "office", "place", "kind", "how_many", "outcome")
    list_display_links = ("number",)
    list_select_related = ("office",)
    list_filter = (OutcomeFilter, OfficeFilter, PlaceFilter, DayFilter)
    ordering = ("-at", "-pk")
    paged_by = "at"
    sortable_by = ()
    fields = ("number", "at", "who", "role", "office", "place", "kind", "keys", "outcome", "previous", "digest")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLogEntry]:
        """Adds the username of who it was, because row-level policies hide most accounts."""
        return super().get_queryset(request).annotate(username=UsernameOf("by"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessLogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessLogEntry | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: AccessLogEntry | None = None) -> tuple[str, ...]:
        return self.fields

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        newest = {"newest": AccessLogEntry.objects.order_by("-pk").first()} if self.has_view_permission(request) else {}
        return super().changelist_view(request, newest | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name)}
        return super().change_view(request, object_id, form_url, title | (extra_context or {}))

    @admin.display(description=_("line"))
    def number(self, entry: AccessLogEntry) -> str:
        return str(entry.pk)

    @admin.display(description=_("who"))
    def who(self, entry: AccessLogEntry) -> str:
        return entry.username

    @admin.display(description=_("kind of row"))
    def kind(self, entry: AccessLogEntry) -> str:
        try:
            return capfirst(str(apps.get_model(entry.what)._meta.verbose_name))
        except LookupError:  # a model that no longer exists
            return entry.what

    @admin.display(description=_("how many"))
    def how_many(self, entry: AccessLogEntry) -> int:
        return len(entry.rows)

    @admin.display(description=_("keys of the rows"))
    def keys(self, entry: AccessLogEntry) -> str:
        return ", ".join(map(str, entry.rows)) or "–"
