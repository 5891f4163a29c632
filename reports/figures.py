"""The figures for a day, taken from one database snapshot, with the checks included in every report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from reports import totals
from reports.totals import BRUSSELS, AsOf, Table

# The day of the published answer (Flemish Parliament, April 2020), which these figures must be able to reproduce.
ANSWER_DAY = dt.date(2020, 4, 30)


class InTheFuture(ValueError):
    """The requested day or time is in the future; the message says so in the reader's language."""


@dataclass(frozen=True)
class Check:
    """A condition that must hold in every report. `name` is stable because other people's scripts rely on it."""

    name: str
    holds: bool


@dataclass(frozen=True)
class Figures:
    """All figures for a day. The units (requests, items, people, candidacies, sign-ups) are never added together."""

    as_of: AsOf
    received: Table
    received_items: Table
    people_who_asked: int
    handled: Table
    handled_items: Table
    handled_localities: Table
    volunteers: Table
    active: int
    candidacies: Table
    candidacies_open: int
    sign_ups: Table
    sign_ups_by_call: Table
    engaged: int
    insurance: Table

    @property
    def engaged_estimated(self) -> int:
        """Always 0: estimates are reported separately, with source and method, and cannot be recorded yet."""
        return 0

    @property
    def deployed(self) -> int:
        """The number of people deployed in a category that required insurance; exempt people are counted separately."""
        return self.insurance.total - self.insurance.count("exempt")

    @property
    def inside_brussels(self) -> int:
        return sum(row.count for row in self.volunteers.rows if row.key not in {"outside", "unknown"})

    @property
    def checks(self) -> tuple[Check, ...]:
        return (
            Check("offices_close", self.handled.closes),
            Check("residences_close", self.volunteers.closes),
            Check("candidacies_at_least_people", self.candidacies.total >= self.volunteers.total),
            Check("items_at_least_requests", self.handled_items.total >= self.handled.total),
            Check("received_localities_close", self.received.closes),
            Check("handled_localities_close", self.handled_localities.closes),
            Check("handled_totals_agree", self.handled.total == self.handled_localities.total),
            Check("received_items_close", self.received_items.closes),
            Check("handled_items_close", self.handled_items.closes),
            Check("candidacies_close", self.candidacies.closes),
            Check("sign_ups_close", self.sign_ups.closes and self.sign_ups_by_call.closes),
            Check("insurance_closes", self.insurance.closes),
        )


def as_of(until: dt.date, recorded_until: dt.datetime | None = None) -> AsOf:
    """Return the day and the recording time of a report. Raises InTheFuture if either has yet to come.
    The recording time defaults to now and is never derived from the day; without an offset it is Brussels time.
    """
    now = timezone.now()
    if until > now.astimezone(BRUSSELS).date():
        raise InTheFuture(_("%(day)s is in the future; choose today or an earlier day.") % {"day": until.isoformat()})
    moment = recorded_until or now
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=BRUSSELS)
    if moment > now:
        raise InTheFuture(
            _("%(moment)s is in the future; choose a time that has passed.") % {"moment": moment.isoformat()}
        )
    return AsOf(until, moment)


def figures(day: AsOf) -> Figures:
    """Count everything in one snapshot of the database."""
    with totals.one_moment():
        return Figures(
            as_of=day,
            received=totals.requests_received_by_locality(day),
            received_items=totals.items_received_by_category(day),
            people_who_asked=totals.people_who_asked(day),
            handled=totals.requests_handled_by_backoffice(day),
            handled_items=totals.items_handled_by_category(day),
            handled_localities=totals.requests_handled_by_locality(day),
            volunteers=totals.volunteers_by_residence(day),
            active=totals.volunteers_active(day),
            candidacies=totals.candidacies_by_category(day),
            candidacies_open=totals.candidacies_open(day),
            sign_ups=totals.sign_ups_by_category(day),
            sign_ups_by_call=totals.sign_ups_by_call(day),
            engaged=totals.people_engaged(day),
            insurance=totals.insurance(day),
        )


def as_data(found: Figures, language: str) -> dict[str, object]:
    """The figures in the stable structure that other people's scripts rely on: slugs and postcodes, no labels."""
    return {
        "until": found.as_of.until.isoformat(),
        "recorded_until": found.as_of.recorded_until.astimezone(BRUSSELS).isoformat(timespec="seconds"),
        "language": language,
        "requests": {
            "received": {
                "total": found.received.total,
                "people": found.people_who_asked,
                "items": found.received_items.total,
                "by_category": _counts(found.received_items),
                "by_locality": _counts(found.received),
            },
            "handled": {
                "total": found.handled.total,
                "items": found.handled_items.total,
                "by_backoffice": _counts(found.handled),
                "by_category": _counts(found.handled_items),
                "by_locality": _counts(found.handled_localities),
            },
        },
        "volunteers": {
            "registered": found.volunteers.total,
            "active": found.active,
            "candidacies": found.candidacies.total,
            "candidacies_open": found.candidacies_open,
            "by_category": _counts(found.candidacies),
            "by_locality": _counts(found.volunteers, without=("outside", "unknown")),
            "inside_brussels": found.inside_brussels,
            "outside_brussels": found.volunteers.count("outside"),
            "residence_unknown": found.volunteers.count("unknown"),
        },
        "sign_ups": {
            "total": found.sign_ups.total,
            "by_category": _counts(found.sign_ups, without=("call",)),
            "by_call": _counts(found.sign_ups_by_call, without=("category",)),
        },
        "engaged": {"exact": found.engaged, "estimated": found.engaged_estimated},
        "insurance": {"deployed": found.deployed, "exempt": found.insurance.count("exempt")}
        | _counts(found.insurance, without=("exempt",)),
        "checks": [{"name": check.name, "holds": check.holds} for check in found.checks],
    }


def _counts(table: Table, without: tuple[str, ...] = ()) -> dict[str, int]:
    return {row.key: row.count for row in table.rows if row.key not in without}
