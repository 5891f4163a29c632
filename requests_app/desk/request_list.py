"""The list of help requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.audit.audited_admin import AuditedAdmin
from brusselshelps.desk.display import EMPTY, PersonColumns, flag
from brusselshelps.people.search import COMPARED_DIGITS, PersonSearch, digits_of, keys_by
from brusselshelps.reference.filters import LocalityFilter
from brusselshelps.reference.translated_columns import in_our_language
from requests_app.desk.filters import (
    AskedCategoryFilter,
    ClerkFilter,
    FailingMailFilter,
    LatenessFilter,
    NotesFilter,
    PlaceFilter,
    SettingAsideFilter,
    SoonErasedFilter,
    StateFilter,
    UrgencyFilter,
    WaitFilter,
    is_late,
)
from requests_app.desk.panels.summary import state_in_words
from requests_app.models import HelpRequest, RequestItem

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Annotated(TypedDict):
    """The annotations the list adds to its queryset."""

    asked_for: list[str]


# A phone search shows at most this many requests: a number used by more people identifies nobody.
MOST = 200


class HelpRequestList(PersonSearch, PersonColumns, AuditedAdmin):
    list_display = (
        *("reference", "initials", "locality", "categories", "received_at", "age", "due", "standing"),
        "held_by_us",
    )
    list_select_related = ("person", "locality", "clerk")
    list_filter = (
        *(
            PlaceFilter,
            ClerkFilter,
            WaitFilter,
            LatenessFilter,
            UrgencyFilter,
            StateFilter,
            AskedCategoryFilter,
            LocalityFilter,
        ),
        *(NotesFilter, FailingMailFilter, SoonErasedFilter, SettingAsideFilter),
    )
    search_fields = ("reference",)
    search_help_text = _("Search by reference, phone number or name.")
    ordering = ("-received_at", "-pk")
    paged_by = "received_at"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[HelpRequest]:
        items = RequestItem.objects.filter(set_aside_at=None).select_related("category").order_by("category__position")
        return super().get_queryset(request).prefetch_related(Prefetch("items", items))

    def listed(self, rows: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
        items = RequestItem.objects.filter(request=OuterRef("pk"), set_aside_at=None).order_by("category__position")
        shown = (
            *("reference", "received_at", "urgency", "by_when", "state", "set_aside_at", "holder", "clerk__username"),
            *("locality__postcode", in_our_language("locality__name"), *self.READ),
        )
        asked_for = ArraySubquery(items.values(in_our_language("category__report")))
        return rows.prefetch_related(None).annotate(asked_for=asked_for).only(*shown)

    def with_number(self, rows: QuerySet[Model], term: str) -> QuerySet[Model]:
        """Filter by the phone number of the person, or of the caller who asked on their behalf."""
        last, rows_in_any_order = digits_of(term)[-COMPARED_DIGITS:], rows.order_by()
        if not last:
            return rows.none()
        called = super().with_number(rows_in_any_order, term).values_list("pk", flat=True)
        behalf = rows_in_any_order.filter(pk__in=keys_by("requests_app_by_asker_phone", last))
        # The keys are fetched first because the database knows the length of a literal list, and so plans better.
        return rows.filter(pk__in=list(called.union(behalf.values_list("pk", flat=True))[:MOST]))

    @admin.display(description=_("asked for"))
    def categories(self, row: WithAnnotations[HelpRequest, Annotated]) -> str:
        return ", ".join(row.asked_for) or EMPTY

    @admin.display(description=_("how long ago"))
    def age(self, row: HelpRequest) -> str:
        return timesince(row.received_at, depth=1)

    @admin.display(description=_("state"))
    def standing(self, row: HelpRequest) -> str:
        """The state, or "set aside". Not called `state`: Django would show the model field of that name instead."""
        return state_in_words(row)

    @admin.display(description=_("held by"))
    def held_by_us(self, row: HelpRequest) -> str:
        """The clerk who follows the request up, or "us" or "nobody"; users never see requests of another office."""
        if row.clerk:
            return row.clerk.username
        return gettext("us") if row.holder_id else gettext("nobody")

    @admin.display(description=_("how urgent"))
    def due(self, row: HelpRequest) -> str:
        """The date by which help is needed, or else the urgency, flagged if the request is late."""
        words = date_format(row.by_when) if row.by_when else row.get_urgency_display() or EMPTY
        return format_html("{} {}", words, flag(gettext("late"))) if is_late(row) else words
