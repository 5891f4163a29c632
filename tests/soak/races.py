"""Races: several people act on the same rows at the same time, again and again, and the results are counted.

Each race runs in real threads, each with a connection of its own. With `unguarded` the same races run without the
locks, or also without the database constraints: then some must go wrong, or the races would prove nothing.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Barrier
from typing import Any
from unittest.mock import patch

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models
from django.test import Client

from brusselshelps.accounts.models import User
from requests_app.models import Handover, HelpRequest, Match, MatchChange, StatusChange
from requests_app.states import ENDS, STAMPS
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import browser, page_of
from tests.requests_app.desk.test_corrections import opened

WON, REFUSED = "won", "refused"
PATIENCE = 30
Deed = Callable[[], object]


@dataclass
class Tally:
    """The results of all rounds of a race: successes that were not stored, doubles, and unhandled errors."""

    race: str
    rounds: int = 0
    lost: int = 0
    double: int = 0
    unhandled: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    @property
    def wrong(self) -> int:
        return self.lost + self.double + self.unhandled.total()

    def __str__(self) -> str:
        errors = ", ".join(f"{name} {number}" for name, number in self.unhandled.items()) or "0"
        return (
            f"{self.race:<58}{self.rounds:>7} races {self.lost:>5} lost {self.double:>5} double   "
            f"unhandled: {errors}   ({self.seconds:.0f} s)"
        )


@dataclass(frozen=True)
class Round:
    """What runs concurrently, and `judge`, which counts the lost successes and those that are one too many."""

    deeds: list[Deed]
    judge: Callable[[list[str]], tuple[int, int]]


class Course:
    """The people who race, and the races they can run."""

    def __init__(self, clerks: list[User]) -> None:
        self.clerks = clerks

    @property
    def races(self) -> dict[str, Callable[[], Round]]:
        return {
            "two clerks of two offices take on one request": self.take_on,
            "eight clerks propose one volunteer, who wants one": self.one_volunteer,
            "eight clerks propose one volunteer, who wants three": lambda: self.one_volunteer(wants=3),
            "eight clerks propose eight volunteers for one item": self.one_item,
            "two clerks of one office correct one request": self.correct,
            "a yes, a cancellation and a silence for one match": self.one_match,
            "a volunteer is erased while others are proposed": self.erased,
        }

    def take_on(self) -> Round:
        request = make_request()
        clerks = [self.clerks[0], self.clerks[1]]

        def judge(outcomes: list[str]) -> tuple[int, int]:
            won = outcomes.count(WON)
            stored = Handover.objects.filter(request=request)
            holder = HelpRequest.objects.get(pk=request.pk).holder_id
            told = [clerk.backoffice_id for clerk, outcome in zip(clerks, outcomes, strict=True) if outcome == WON]
            return int(holder not in told), max(won, stored.count()) - 1

        return Round([lambda by=clerk: fresh(request).take_on(by) for clerk in clerks], judge)

    def one_volunteer(self, wants: int = 1) -> Round:
        volunteer = make_volunteer("phone", max_active=wants)
        items = [make_request("phone").items.get() for _clerk in self.clerks]

        def judge(outcomes: list[str]) -> tuple[int, int]:
            active = Match.objects.active().filter(volunteer=volunteer).count()
            counted = fresh(volunteer).active_matches
            return outcomes.count(WON) - active + (counted != active), max(active - wants, 0)

        pairs = zip(items, self.clerks, strict=True)
        return Round([lambda i=item, c=by: Match.propose(fresh(i), fresh(volunteer), c) for item, by in pairs], judge)

    def one_item(self) -> Round:
        item = make_request("phone").items.get()
        volunteers = [make_volunteer("phone") for _clerk in self.clerks]

        def judge(outcomes: list[str]) -> tuple[int, int]:
            active = Match.objects.active().filter(item=item).count()
            moves = StatusChange.objects.filter(item=item).count()
            return outcomes.count(WON) - active, max(active, moves) - 1

        pairs = zip(volunteers, self.clerks, strict=True)
        return Round([lambda v=who, c=by: Match.propose(fresh(item), fresh(v), c) for who, by in pairs], judge)

    def correct(self) -> Round:
        """Both opened the page before either saved; the street tells whose change was stored."""
        request = make_request(person=make_person(name="Maria Peeters", street="Kerkstraat"))
        request.take_on(self.clerks[0])
        clients = [browser(clerk) for clerk in (self.clerks[0], self.clerks[2])]
        pages = [opened(client, request) | {"street": f"Street {place}"} for place, client in enumerate(clients)]

        def judge(outcomes: list[str]) -> tuple[int, int]:
            stored = fresh(request.person).street
            told = [f"Street {place}" for place, outcome in enumerate(outcomes) if outcome == WON]
            return int(stored not in told), request.corrections.count() - 1

        def save(client: Client, page: dict[str, Any]) -> bool:
            return client.post(page_of(request), page).status_code == 302

        return Round([lambda c=client, p=page: save(c, p) for client, page in zip(clients, pages, strict=True)], judge)

    def one_match(self) -> Round:
        match = Match.propose(make_request("phone").items.get(), make_volunteer("phone"), self.clerks[0])

        def judge(outcomes: list[str]) -> tuple[int, int]:
            """A cancellation may follow a yes; nothing may follow a cancellation or a lapse."""
            now, changes = fresh(match), list(MatchChange.objects.filter(match=match).exclude(old=""))
            chained = all(one.new == other.old for one, other in pairwise(changes))
            waits = "matched" if now.state == "accepted" else "open"
            stands = (now.state, now.item.state) == (changes[-1].new, waits)
            return outcomes.count(WON) - len(changes) + (not stands), int(not chained)

        deeds: list[Deed] = [
            lambda: fresh(match).say_yes(),
            lambda: fresh(match).cancel(self.clerks[0]),
            lambda: fresh(match).lapse(),
        ]
        return Round(deeds, judge)

    def erased(self) -> Round:
        volunteer = make_volunteer("phone", max_active=8)
        match = Match.propose(make_request("phone").items.get(), volunteer, self.clerks[0])
        items = [make_request("phone").items.get() for _number in range(3)]

        def judge(outcomes: list[str]) -> tuple[int, int]:
            """The erasure succeeds, and the count of active matches is right: proposals precede it or are refused."""
            active = Match.objects.active().filter(volunteer=volunteer).count()
            return int(outcomes[0] != WON), int(fresh(volunteer).active_matches != active)

        deeds: list[Deed] = [lambda: fresh(volunteer.person).erase(), lambda: fresh(match).cancel(self.clerks[1])]
        deeds += [lambda i=item: Match.propose(fresh(i), fresh(volunteer), self.clerks[2]) for item in items]
        return Round(deeds, judge)


def fresh(row: Any) -> Any:
    """The row as another process reads it."""
    return type(row)._default_manager.get(pk=row.pk)


def run(name: str, prepare: Callable[[], Round], rounds: int, crew: ThreadPoolExecutor) -> Tally:
    tally, started = Tally(name), time.monotonic()
    for _round in range(rounds):
        at_once = prepare()
        gate = Barrier(len(at_once.deeds))
        outcomes = [one.result(PATIENCE) for one in [crew.submit(outcome_of, deed, gate) for deed in at_once.deeds]]
        tally.unhandled.update(outcome for outcome in outcomes if outcome not in (WON, REFUSED))
        lost, double = at_once.judge(outcomes)
        tally.lost, tally.double = tally.lost + max(lost, 0), tally.double + max(double, 0)
        tally.rounds += 1
    tally.seconds = time.monotonic() - started
    return tally


def outcome_of(deed: Deed, gate: Barrier) -> str:
    connection.ensure_connection()
    gate.wait(PATIENCE)
    time.sleep(random.random() * 0.002)
    try:
        if deed() is False:
            return REFUSED
    except ValidationError:
        return REFUSED
    except DatabaseError as failure:
        return type(failure).__name__
    return WON


@contextmanager
def crew_of(size: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that keep their connections between the rounds, and close them at the end."""
    with ThreadPoolExecutor(size) as crew:
        try:
            yield crew
        finally:
            gate = Barrier(size)

            def leave() -> None:
                gate.wait(PATIENCE)
                connection.close()

            for left in [crew.submit(leave) for _thread in range(size)]:
                left.result(PATIENCE)


@contextmanager
def without_locks() -> Iterator[None]:
    """Rows are read without locking, so nobody waits."""
    with patch.object(models.QuerySet, "select_for_update", lambda rows, *args, **kwargs: rows):
        yield


@contextmanager
def without_rules() -> Iterator[None]:
    """The database allows what it otherwise refuses: two active matches per item, and more than a volunteer wants."""
    taken = (
        "drop index match_active_once_per_item",
        "alter table requests_app_match disable trigger count_active_matches",
    )
    index = "create unique index match_active_once_per_item on requests_app_match (item_id) where {}"
    put_back = (
        "delete from requests_app_matchchange",
        "delete from requests_app_match",
        "alter table requests_app_match enable trigger count_active_matches",
        index.format(" and ".join(f"{STAMPS[state]} is null" for state in ENDS)),
    )
    with connection.cursor() as cursor:
        for statement in taken:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in put_back:
                cursor.execute(statement)
