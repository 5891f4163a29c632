"""The list of help requests, and what of it waits, for the start page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.desk import Scoped, Work
from brusselshelps.accounts.filters import ByLocality
from brusselshelps.accounts.shown import NOTHING, ShowsPerson
from brusselshelps.people.search import LAST, FindsPersons, LastFigures, figures_of

from ..models import HelpRequest, RequestItem
from ..models.state import State
from .filters import ByAskedCategory, ByFailingMail, ByNotes, ByPlace, ByState, in_state, to_call, with_unread_notes
from .part import LIST


class RequestList(FindsPersons, ShowsPerson, Scoped):
    list_display = ("reference", "initials", "locality", "categories", "received_at", "age", "state", "held_by_us")
    list_select_related = ("person", "locality", "holder")
    list_filter = (ByPlace, ByState, ByAskedCategory, ByLocality, ByNotes, ByFailingMail)
    search_fields = ("reference",)
    search_help_text = _("Search by reference, phone number or name.")
    ordering = ("-received_at", "-pk")
    paged_by = "received_at"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[HelpRequest]:
        items = RequestItem.objects.filter(set_aside_at=None).select_related("category").order_by("category__position")
        return super().get_queryset(request).prefetch_related(Prefetch("items", items))

    def with_number(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        """Also who asks for somebody else is called back."""
        own = super().with_number(rows, term)
        if not figures_of(term):
            return own
        behalf = HelpRequest.objects.alias(last=LastFigures("on_behalf_phone")).exclude(on_behalf_phone="")
        called = behalf.filter(last=figures_of(term)[-LAST:]).values("pk")
        return rows.filter(Q(pk__in=own.order_by().values("pk")) | Q(pk__in=called))

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
