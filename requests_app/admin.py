"""Help requests at the desk: the list, and the page of one request with what happened to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.desk import Work, desk
from brusselshelps.accounts.filters import ByLocality
from brusselshelps.accounts.shown import NOTHING, ShowsPerson, phone_link, yes_or_no
from brusselshelps.people.text import read_phone

from .desk import CLOSINGS, LIST, Verbs, shown_to
from .filters import ByAskedCategory, ByFailingMail, ByNotes, ByPlace, ByState, in_state, to_call, with_unread_notes
from .models import HelpRequest, OrganisationNeed, RequestItem, StatusChange
from .models.item import State
from .need_admin import NeedAdmin

CORRECTABLE = ("locality", "urgency", "by_when")
ON_BEHALF = ("on_behalf_name", "on_behalf_phone_link", "on_behalf_relation", "agreed")
DATES = ("channel", "received_at", "recorded_at", "handled_at")
SET_ASIDE = ("set_aside_at", "set_aside_reason")


@dataclass(frozen=True)
class Event:
    """One line of what happened to a request."""

    at: dt.datetime
    what: str
    by: str = NOTHING
    reason: str = ""


def history_of(row: HelpRequest) -> list[Event]:
    """What happened to a request, oldest first: received, held by whom, each move of each item."""
    received = Event(row.received_at, gettext("The help request was received."))
    return [received, *sorted(_handovers(row) + _moves(row), key=lambda event: event.at)]


def _handovers(row: HelpRequest) -> list[Event]:
    held, not_held = gettext("%(office)s holds the request."), gettext("No back office holds the request.")
    return [
        Event(
            handover.since,
            held % {"office": handover.partner} if handover.partner else not_held,
            str(handover.by.username if handover.by else NOTHING),
            handover.reason,
        )
        for handover in row.handovers.select_related("partner", "by")
    ]


def _moves(row: HelpRequest) -> list[Event]:
    sentence = gettext("“%(category)s”: from “%(old)s” to “%(new)s”.")
    return [
        Event(
            change.at,
            sentence
            % {
                "category": change.item.category,
                "old": change.get_old_display(),
                "new": change.get_new_display(),
            },
            str(change.by.username if change.by else NOTHING),
        )
        for change in StatusChange.objects.filter(item__request=row).select_related("item__category", "by")
    ]


@dataclass(frozen=True)
class Asked:
    """An item on the page, with the buttons that close it: address and words."""

    item: RequestItem
    closings: list[tuple[str, Any]]


@admin.register(HelpRequest, site=desk)
class HelpRequestAdmin(ShowsPerson, Verbs):
    list_display = ("reference", "initials", "locality", "categories", "received_at", "age", "state", "held_by_us")
    list_select_related = ("person", "locality", "holder")
    list_filter = (ByPlace, ByState, ByAskedCategory, ByLocality, ByNotes, ByFailingMail)
    search_fields = ("reference",)
    search_help_text = _("Search by reference.")
    ordering = ("-received_at",)
    sortable_by = ("reference", "received_at")
    readonly_fields = (*ShowsPerson.PERSON, *ON_BEHALF, "message", *DATES, *SET_ASIDE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[HelpRequest]:
        items = RequestItem.objects.filter(set_aside_at=None).select_related("category").order_by("category__position")
        return super().get_queryset(request).prefetch_related(Prefetch("items", items))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the back office that holds a request corrects it."""
        ours = obj is None or obj.holder_id == request.user.backoffice_id  # type: ignore[union-attr]
        return ours and super().has_change_permission(request, obj)

    def work(self, request: HttpRequest) -> list[Work]:
        if not self.has_view_permission(request):
            return []
        rows = HelpRequest.objects.visible_to(request.user)  # type: ignore[arg-type]
        ours = rows.filter(holder=request.user.backoffice_id)  # type: ignore[union-attr]
        lines = [
            Work(gettext("New in the intake"), rows.intake().count(), f"{reverse(LIST)}?place=intake"),
            Work(
                gettext("Held by us, still waiting for help"),
                in_state(ours, State.OPEN).count(),
                f"{reverse(LIST)}?place=ours&state=open",
            ),
        ]
        if count := with_unread_notes(rows).count():
            lines.append(Work(gettext("Added by residents, not read yet"), count, f"{reverse(LIST)}?notes=unread"))
        if count := in_state(to_call(rows), State.OPEN).count():
            url = f"{reverse(LIST)}?mail=fails&state=open"
            lines.append(Work(gettext("Mail cannot be delivered: call instead"), count, url))
        return lines

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sections = [
            (_("What is asked"), {"fields": ("message", *CORRECTABLE)}),
            (_("Person"), {"fields": self.PERSON}),
        ]
        if obj and (obj.on_behalf_name or obj.on_behalf_phone or obj.on_behalf_relation):
            sections.append((_("Asked by somebody else"), {"fields": ON_BEHALF}))
        dates = (*DATES, *SET_ASIDE) if obj and obj.set_aside_at else DATES
        return [*sections, (_("Dates"), {"fields": dates})]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if self.has_view_permission(request) else None
        return super().change_view(request, object_id, form_url, self._page(request, row) if row else None)

    def _page(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        """What the page shows besides the fields: the moves that are possible, and what happened."""
        ours = self.has_change_permission(request, row) and not row.set_aside_at
        return {
            "state": self.state(row),
            "held_by": row.holder or gettext("nobody"),
            "may_take_on": row.holder_id is None and not row.set_aside_at,
            "may_hand_over": ours,
            "shown": shown_to(request.user, row.pk),
            "notes": (notes := list(row.notes.all())),
            "may_read_notes": any(note.read_at is None for note in notes),
            "asked": [Asked(item, _closings(item) if ours else []) for item in row.items.all()],
            "history": history_of(row),
        }

    def save_model(self, request: HttpRequest, obj: HelpRequest, form: Any, change: bool) -> None:
        """Only the corrections are written: who holds the request may have changed since it was read."""
        obj.save(update_fields=form.changed_data)

    @admin.display(description=_("asked for"))
    def categories(self, row: HelpRequest) -> str:
        return ", ".join(str(item.category) for item in row.items.all()) or NOTHING

    @admin.display(description=_("how long ago"))
    def age(self, row: HelpRequest) -> str:
        return timesince(row.received_at, depth=1)

    @admin.display(description=_("state"))
    def state(self, row: HelpRequest) -> str:
        return gettext("set aside") if row.set_aside_at else str(State(row.state).label)

    @admin.display(description=_("held by"))
    def held_by_us(self, row: HelpRequest) -> str:
        """Nobody meets a request that another office holds, so the list need not spell an office out."""
        return gettext("us") if row.holder_id else gettext("nobody")

    @admin.display(description=_("phone of who asks"))
    def on_behalf_phone_link(self, row: HelpRequest) -> str:
        return phone_link(read_phone(row.on_behalf_phone), row.on_behalf_phone)

    @admin.display(description=_("the person agrees"))
    def agreed(self, row: HelpRequest) -> str:
        return yes_or_no(row.on_behalf_agreed)


def _closings(item: RequestItem) -> list[tuple[str, Any]]:
    return [
        (reverse("admin:helprequest_close", args=[item.request_id, item.pk, state]), CLOSINGS[state][1])
        for state in item.possible_moves
        if state in CLOSINGS
    ]


# After the requests, also on the start page.
desk.register(OrganisationNeed, NeedAdmin)
