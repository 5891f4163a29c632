"""The setting of the crowd: the past year, the keys of the reference rows, and the columns of the lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from django.db.models import Model

from brusselshelps.demo.published_totals import BRUSSELS, spread_out
from brusselshelps.people.models import Person
from requests_app.models import Handover, HelpRequest, Match, RequestItem, StatusChange
from volunteers.models import Candidacy, InsuranceCheck, Volunteer

DAY = 24 * 60
YEAR = 365 * DAY
NULL = r"\N"
# The number of sets of categories that are drawn, once; a volunteer's index modulo this is the index of their set.
SETS = 1000

Lines = dict[type[Model], list[str]]

# The columns of each table's lines, in order. A table that no line refers to takes its keys from its sequence.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Person: (
        *("id", "name", "email", "phone", "phone_as_written", "street", "number"),
        *("contact_language", "languages", "erased_at"),
    ),
    Volunteer: (
        *("id", "person_id", "reference", "registered_at", "recorded_at", "information_read_at"),
        *("residence", "locality_id", "adult", "max_active", "email_key", "external_key"),
    ),
    Candidacy: ("volunteer_id", "category_id", "since", "until", "recorded_at"),
    InsuranceCheck: ("volunteer_id", "outcome", "method", "checked_at", "recorded_at"),
    HelpRequest: (
        *("id", "reference", "person_id", "on_behalf_name", "on_behalf_phone", "on_behalf_relation"),
        *("on_behalf_agreed", "channel", "message", "urgency", "received_at", "recorded_at", "locality_id"),
        *("holder_id", "handled_at", "set_aside_reason", "external_key"),
    ),
    RequestItem: ("id", "request_id", "category_id", "answer", "state", "recorded_at"),
    Handover: ("request_id", "partner_id", "since", "recorded_at", "reason"),
    StatusChange: ("item_id", "old", "new", "at", "recorded_at"),
    Match: ("item_id", "volunteer_id", "proposed_at", "accepted_at", "done_at"),
}


class Year:
    """The 365 days up to the start of a Brussels day; times are in minutes from the start of the year."""

    def __init__(self, day: dt.date) -> None:
        self.end = dt.datetime.combine(day, dt.time(), tzinfo=BRUSSELS).astimezone(dt.UTC)
        self.start = self.end - dt.timedelta(minutes=YEAR)
        self._offset = self.start.hour * 60 + self.start.minute
        self._days = [f"{self.start.date() + dt.timedelta(days=number)} " for number in range(367)]
        self._minutes = [f"{minute // 60:02}:{minute % 60:02}+00" for minute in range(DAY)]

    def text(self, minute: int) -> str:
        """The time as the database reads it. It comes from a lookup table, because there are millions of them."""
        day, rest = divmod(minute + self._offset, DAY)
        return self._days[day] + self._minutes[rest]


@dataclass
class Setting:
    """Everything that determines the crowd.

    `first` holds the first free key of each table whose lines contain their keys; `mark` is the external key of the
    first volunteer and of the first request, which shows that the seed is already loaded.
    """

    seed: int
    mark: str
    year: Year
    volunteers: int
    requests: int
    categories: Mapping[str, int]
    localities: Mapping[str, int]
    offices: Mapping[str, int]
    first: dict[type[Model], int]

    def random(self, purpose: str) -> Random:
        return Random(f"{self.seed}/{self.year.end}/{purpose}")  # noqa: S311 - a crowd, not a secret

    def sets_of_categories(self, purpose: str, weights: Mapping[str, int]) -> list[tuple[int, ...]]:
        """Sets of one to four categories, weighted by how often people chose each category."""
        drawn = self.random(purpose)
        cards = [self.categories[slug] for slug in spread_out(weights)]
        sizes = drawn.choices((1, 2, 3, 4), (45, 33, 15, 7), k=SETS)
        # A category drawn twice makes its set smaller.
        return [tuple(sorted(set(drawn.choices(cards, k=size)))) for size in sizes]


def later(chance: float, minute: int, within_days: int) -> int:
    """A minute after this one, within this many days and before the end of the year."""
    return minute + int(min(YEAR - minute, within_days * DAY) * chance)
