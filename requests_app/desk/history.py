"""What happened to a help request, line by line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext

from brusselshelps.accounts.shown import NOTHING

from ..models import HelpRequest, StatusChange


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
