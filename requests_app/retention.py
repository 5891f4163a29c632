"""The retention rules for help requests and for needs of organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from brusselshelps.people.models import LegalHold
from brusselshelps.people.privacy.declarations import Who
from brusselshelps.people.privacy.retention_rules import RetentionRule, period, retention_rule
from requests_app.models import HelpRequest, OrganisationNeed, StatusChange
from requests_app.states import State

WAITING = (State.OPEN, State.MATCHED)


def _until(received: dt.datetime, closed: dt.datetime | None) -> dt.datetime:
    latest = received + period("received")
    return min(latest, closed + period("closed")) if closed else latest


@retention_rule
def for_requests(people: Iterable[int], at: dt.datetime) -> Iterator[RetentionRule]:
    """Keep a request until some time after receipt or, if sooner, after closure.
    A request set aside counts as closed. One imported as closed may have no history; it was closed when handled.
    """
    moves = StatusChange.objects.filter(item__request=OuterRef("pk")).order_by().values("item__request")
    rows = HelpRequest.objects.filter(person__in=people).annotate(
        moved=Subquery(moves.annotate(last=Max("at")).values("last"))
    )
    for row in rows:
        closed = None if row.state in WAITING else row.moved or row.handled_at or row.received_at
        yield RetentionRule(row.person_id, Who.ASKS, _until(row.received_at, row.set_aside_at or closed))


@retention_rule
def for_needs(people: Iterable[int], at: dt.datetime) -> Iterator[RetentionRule]:
    rows = OrganisationNeed.objects.filter(person__in=people)
    for person, received, closed in rows.values_list("person", "received_at", "closed_at"):
        yield RetentionRule(person, Who.ORGANISATION, _until(received, closed))


def soon_erased(rows: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
    """The help requests that still wait and will be erased soon, of which the back office is warned."""
    return rows.filter(state__in=WAITING, set_aside_at=None, received_at__lt=_warned_before())


def needs_soon_erased(rows: QuerySet[OrganisationNeed]) -> QuerySet[OrganisationNeed]:
    """The needs of organisations that are still open and whose text will be erased soon."""
    return rows.filter(closed_at=None, received_at__lt=_warned_before())


def _warned_before() -> dt.datetime:
    return timezone.now() - period("warning")


def erased_on(row: HelpRequest) -> dt.date | None:
    """The day on which a waiting help request will be erased, if that is soon; None under a legal hold."""
    waits = row.state in WAITING and not row.set_aside_at
    if not waits or row.received_at >= _warned_before():
        return None
    held = LegalHold.objects.on([row.person_id]).exists()
    return None if held else timezone.localdate(row.received_at + period("received"))
