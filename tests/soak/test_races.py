"""Two clerks, eight clerks, a volunteer and a timer, all at once: nothing is lost or doubled, and nothing deadlocks."""

from __future__ import annotations

import os

import pytest
from django.test import TransactionTestCase

from tests.builders import make_user
from tests.soak.races import Course, Tally, crew_of, run, without_locks, without_rules

FEW = 5
MANY = int(os.environ.get("SOAK_RACES") or 100)
CLERKS = 8


class Races(TransactionTestCase):
    rounds = FEW

    def setUp(self) -> None:
        offices = ("vgc", "cocof")
        self.course = Course([make_user(f"clerk{number}", "clerk", offices[number % 2]) for number in range(CLERKS)])

    def tallies(self, rounds: int, *names: str) -> list[Tally]:
        with crew_of(CLERKS) as crew:
            chosen = [(name, race) for name, race in self.course.races.items() if not names or name in names]
            tallies = [run(name, race, rounds, crew) for name, race in chosen]
        print("", *tallies, sep="\n")
        return tallies

    def test_nothing_is_lost_nothing_is_double_and_no_error_is_left_to_anybody(self) -> None:
        assert {tally.race: tally.wrong for tally in self.tallies(self.rounds) if tally.wrong} == {}

    @pytest.mark.more
    def test_without_the_locks_the_same_races_go_wrong(self) -> None:
        with without_locks():
            assert sum(tally.wrong for tally in self.tallies(max(FEW, self.rounds // 10))) > 0

    @pytest.mark.more
    def test_without_locks_and_rules_a_volunteer_and_an_item_get_too_much(self) -> None:
        names = [name for name in self.course.races if "propose" in name and "erased" not in name]
        with without_rules(), without_locks():
            tallies = self.tallies(max(FEW, self.rounds // 10), *names)
        assert sum(tally.double for tally in tallies) > 0


@pytest.mark.more
class ManyRaces(Races):
    """As many races as SOAK_RACES says, by default a hundred of each; `make soak` runs a thousand."""

    rounds = MANY
