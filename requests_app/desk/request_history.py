"""The history of a help request, as a list of events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q
from django.utils.translation import gettext

from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.display import EMPTY
from requests_app.models import HelpRequest, MatchChange, RequestItem, StatusChange
from requests_app.states import MatchState

# The states a volunteer sets through their link; other changes without a member of staff are made by a scheduled job
# or by the resident.
ANSWERS = frozenset({MatchState.WILLING, MatchState.ACCEPTED, MatchState.DECLINED})
WHO = UsernameOf("by")


@dataclass(frozen=True)
class Event:
    """One line in the history of a request."""

    at: dt.datetime
    what: str
    by: str = EMPTY
    reason: str = ""


def history_of(row: HelpRequest, also: Iterable[Event] = ()) -> list[Event]:
    """The events of a request and the events in `also`, oldest first; the number of queries is constant."""
    asked_by = gettext("the resident") if row.channel == HelpRequest.Channel.WEB else EMPTY
    received = Event(row.received_at, gettext("The help request was received."), asked_by)
    parts = (_handovers, _items, _moves, _match_moves, _attempts, _corrections, _settings_aside)
    happened = chain.from_iterable(part(row) for part in parts)
    return [received, *sorted(chain(happened, also), key=lambda event: event.at)]


def _handovers(row: HelpRequest) -> Iterator[Event]:
    held, not_held = gettext("%(office)s holds the request."), gettext("No back office holds the request.")
    for one in row.handovers.select_related("partner").annotate(who=WHO):
        what = held % {"office": one.partner} if one.partner else not_held
        yield Event(one.since, what, one.who or EMPTY, one.reason)


def _items(row: HelpRequest) -> Iterator[Event]:
    """Items added or set aside later; those asked for from the start are covered by the first event."""
    added, set_aside = gettext("“%(category)s” was added."), gettext("“%(category)s” was set aside: chosen by mistake.")
    rows = RequestItem.objects.filter(request=row).filter(Q(added_by__isnull=False) | Q(set_aside_at__isnull=False))
    rows = rows.annotate(added_who=UsernameOf("added_by"), set_aside_who=UsernameOf("set_aside_by"))
    for one in rows.select_related("category"):
        if one.added_who:
            yield Event(one.recorded_at, added % {"category": one.category}, one.added_who)
        if one.set_aside_at:
            yield Event(one.set_aside_at, set_aside % {"category": one.category}, one.set_aside_who or EMPTY)


def _moves(row: HelpRequest) -> Iterator[Event]:
    sentence = gettext("“%(category)s”: from “%(old)s” to “%(new)s”.")
    for one in StatusChange.objects.filter(item__request=row).select_related("item__category").annotate(who=WHO):
        words = {
            "category": one.item.category,
            "old": one.get_old_display(),
            "new": one.get_new_display(),
        }
        yield Event(one.at, sentence % words, one.who or EMPTY, one.get_referred_to_display())


def _match_moves(row: HelpRequest) -> Iterator[Event]:
    """Changes of matches; volunteers are shown by reference, never by name."""
    sentence = gettext("“%(category)s” with %(volunteer)s: “%(state)s”.")
    changes = MatchChange.objects.filter(match__item__request=row)
    for one in changes.select_related("match__item__category", "match__volunteer").annotate(who=WHO):
        words = {
            "category": one.match.item.category,
            "volunteer": one.match.volunteer,
            "state": one.get_new_display(),
        }
        answered = not one.who and one.new in ANSWERS
        yield Event(one.at, sentence % words, gettext("the volunteer") if answered else one.who or EMPTY)


def _attempts(row: HelpRequest) -> Iterator[Event]:
    sentence = gettext("Phone call (%(whom)s): %(outcome)s.")
    for one in row.attempts.select_related("match__volunteer").annotate(who=WHO):
        words = {"whom": one.whom_in_words, "outcome": one.get_outcome_display()}
        yield Event(one.at, sentence % words, one.who or EMPTY, one.remark)


def _corrections(row: HelpRequest) -> Iterator[Event]:
    sentence = gettext("Corrected: %(columns)s.")
    for one in row.corrections.annotate(who=WHO):
        yield Event(one.at, sentence % {"columns": one.get_columns_display()}, one.who or EMPTY)


def _settings_aside(row: HelpRequest) -> Iterator[Event]:
    for one in row.settings_aside.annotate(who=WHO, put_back_who=UsernameOf("put_back_by")):
        yield Event(one.at, gettext("Set aside."), one.who or EMPTY)
        if one.put_back_at:
            yield Event(one.put_back_at, gettext("Put back."), one.put_back_who or EMPTY)
