"""Retention rules, by which somebody is kept for a time: each app has its own, in a module named `retention`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from brusselshelps.people.privacy.declarations import Who


def period(name: str) -> dt.timedelta:
    """One of `settings.RETENTION`."""
    return dt.timedelta(days=settings.RETENTION[name])


def shortest() -> dt.timedelta:
    """What cannot end today ends after this at the soonest; so nobody need be looked at sooner again."""
    return min(period(name) for name in ("closed", "withdrawn", "notice"))


@dataclass(frozen=True)
class RetentionRule:
    """Why what somebody asked, or offers, is kept, and until when.

    `notify` is there when they must be told beforehand, and are not yet: it queues the letter. What is open and may end
    any day has the last moment at which it can; retention looks again before.
    """

    person: int
    who: Who
    until: dt.datetime
    notify: Callable[[], None] | None = None

    @property
    def notify_from(self) -> dt.datetime:
        return self.until - period("notice")


# Given keys of persons and the moment it is, the rules for all that an app knows about them.
Finder = Callable[[Iterable[int], dt.datetime], Iterator[RetentionRule]]
_finders: list[Finder] = []


def retention_rule(finder: Finder) -> Finder:
    """Retention asks this function from now on."""
    _finders.append(finder)
    return finder


def rules_for(people: Iterable[int], at: dt.datetime) -> Iterator[RetentionRule]:
    people = list(people)
    for finder in _finders:
        yield from finder(people, at)
