"""Retention rules, which keep a person for a time: each app defines its own in a module named `retention`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from brusselshelps.people.privacy.declarations import Who


def period(name: str) -> dt.timedelta:
    """A period from `settings.RETENTION`."""
    return dt.timedelta(days=settings.RETENTION[name])


def shortest() -> dt.timedelta:
    """The shortest period after which anything that is kept today can expire: no earlier review is needed."""
    return min(period(name) for name in ("closed", "withdrawn", "notice"))


@dataclass(frozen=True)
class RetentionRule:
    """Keeps one side of a person, what they asked for or what they offer, until a given time.

    `notify` is set when the person must still be notified in advance: it queues the e-mail. For a case that is open,
    `until` is the latest time at which it can expire; retention reviews it before then.
    """

    person: int
    who: Who
    until: dt.datetime
    notify: Callable[[], None] | None = None

    @property
    def notify_from(self) -> dt.datetime:
        return self.until - period("notice")


# Takes primary keys of persons and the current time; yields the rules for all that an app knows about them.
Finder = Callable[[Iterable[int], dt.datetime], Iterator[RetentionRule]]
_finders: list[Finder] = []


def retention_rule(finder: Finder) -> Finder:
    """Decorator: register a function that finds retention rules."""
    _finders.append(finder)
    return finder


def rules_for(people: Iterable[int], at: dt.datetime) -> Iterator[RetentionRule]:
    people = list(people)
    for finder in _finders:
        yield from finder(people, at)
