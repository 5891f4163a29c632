"""A generated crowd of any size: reproducible, added beside existing rows, or not stored at all."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.utils import timezone

from brusselshelps.demo.crowd.batches import names
from brusselshelps.demo.crowd.bulk_load import TABLES, store
from brusselshelps.demo.crowd.seed_context import COLUMNS, YEAR, Year, later
from brusselshelps.demo.management.commands.seed_demo import Progress
from brusselshelps.people.models import Person
from requests_app.models import HelpRequest, Match
from tests.builders import BRUSSELS, make_request, make_volunteer
from tests.demo.crowd_tables import A_DAY, seed_demo, the_rules, without_keys
from volunteers.models import Volunteer


@pytest.mark.django_db
def test_the_same_seed_on_the_same_day_makes_the_same_crowd_and_another_seed_another() -> None:
    crowds = []
    for seed, today in ((7, A_DAY), (7, A_DAY), (8, A_DAY), (7, A_DAY + dt.timedelta(days=1))):
        seed_demo(seed, today=today)
        crowds.append(without_keys())
        connection.check_constraints()
        for model in reversed(COLUMNS):
            model._base_manager.all().delete()

    assert crowds[0] == crowds[1]
    assert crowds[0] != crowds[2]
    assert crowds[0] != crowds[3]


@pytest.mark.today
@pytest.mark.django_db
def test_without_a_day_the_crowd_is_that_of_today() -> None:
    seed_demo(requests=400, volunteers=0, today=None)
    newest = HelpRequest.objects.latest("received_at").received_at
    midnight = dt.datetime.combine(timezone.localdate(), dt.time(), BRUSSELS)

    assert midnight - dt.timedelta(days=2) < newest < midnight
    connection.check_constraints()


@pytest.mark.django_db
def test_a_second_seed_adds_to_what_is_there_and_changes_none_of_it() -> None:
    make_request()
    make_volunteer()
    seed_demo(1)
    before = set(Person.objects.values_list("pk", "name", "email"))
    seed_demo(2)
    connection.check_constraints()

    assert HelpRequest.objects.count() == Volunteer.objects.count() == 601
    assert before < set(Person.objects.values_list("pk", "name", "email"))


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [{"requests": 0, "volunteers": 5}, {"requests": 5, "volunteers": 0}])
def test_a_seed_that_is_there_is_refused_in_a_sentence_and_nothing_changes(numbers: dict[str, int]) -> None:
    seed_demo(4, **numbers)
    before = without_keys()

    with pytest.raises(CommandError, match="Seed 4 is already in this database; choose another --seed"):
        seed_demo(4)
    assert without_keys() == before


@pytest.mark.django_db
def test_without_volunteers_nothing_is_matched_and_requests_alone_are_fine() -> None:
    seed_demo(requests=200, volunteers=0)
    connection.check_constraints()

    assert HelpRequest.objects.count() == 200
    assert not Match.objects.exists()
    assert not Volunteer.objects.exists()


@pytest.mark.django_db
def test_a_reference_that_somebody_has_is_not_given_again() -> None:
    drawn = names(HelpRequest, 5)
    taken = [next(drawn) for _one in range(20)]
    spare = next(drawn)
    for reference in (taken[3], taken[17], spare):
        make_request(reference=reference)

    seed_demo(5, requests=20, volunteers=0)
    connection.check_constraints()

    references = set(HelpRequest.objects.values_list("reference", flat=True))
    assert len(references) == 23
    assert references > {*taken, spare}


@pytest.mark.django_db
def test_a_crowd_of_nobody_changes_nothing() -> None:
    assert "Stored: 0 rows" in seed_demo(requests=0, volunteers=0)
    make_request()

    assert HelpRequest.objects.count() == 1


def test_a_number_below_zero_is_refused() -> None:
    with pytest.raises(CommandError, match="not a whole number"):
        call_command("seed_demo", "--requests", "-5")


@pytest.mark.django_db(transaction=True)
def test_committed_and_tidied_up_every_rule_holds_and_is_on_guard() -> None:
    rules = the_rules()

    said = seed_demo()

    assert "VACUUM" in said
    assert the_rules() == rules
    assert HelpRequest.objects.count() == Volunteer.objects.count() == 300
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where oid = any(%s::regclass[]) and reltuples < 1", [TABLES])
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_interrupted_half_way_it_leaves_nothing_and_every_rule_in_place() -> None:
    rules = the_rules()
    seen: list[int] = []

    def interrupt(rows: int, doing: str) -> None:
        seen.append(rows)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store(1, 25_000, 0, interrupt)

    assert seen[0] > 0
    assert the_rules() == rules
    assert not any(model._base_manager.exists() for model in COLUMNS)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class SomebodyPressesControlC(Terminal):
    def write(self, text: str) -> int:
        if "a second" in text:
            raise KeyboardInterrupt
        return super().write(text)


@pytest.mark.django_db(transaction=True)
def test_ctrl_c_is_answered_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="Interrupted: nothing was stored") as refused:
        call_command("seed_demo", requests=200_000, volunteers=0, stdout=SomebodyPressesControlC())

    assert refused.value.returncode == 130
    assert not HelpRequest.objects.exists()


def test_a_terminal_sees_one_line_that_changes_and_a_log_whole_lines() -> None:
    for out, shown in ((Terminal(), "\r1,000 rows"), (io.StringIO(), "")):
        progress = Progress(OutputWrapper(out))
        progress.said -= 1
        progress(1000, "indexes")
        assert out.getvalue().startswith(shown)
        assert "\n" not in out.getvalue()

    log = io.StringIO()
    progress = Progress(OutputWrapper(log))
    progress.said -= 6
    progress(2000, "")
    progress(3000, "")
    assert log.getvalue().count("\n") == 1
    assert log.getvalue().startswith("2,000 rows, ")


def test_the_year_ends_with_the_midnight_of_its_day_also_when_the_clock_changed() -> None:
    for day in (dt.date(2026, 3, 29), dt.date(2026, 3, 30), dt.date(2026, 10, 26), dt.date(2024, 3, 1)):
        year = Year(day)
        assert dt.datetime.fromisoformat(year.text(0)) == year.start
        assert dt.datetime.fromisoformat(year.text(YEAR)) == year.end
        assert dt.datetime.fromisoformat(year.text(12345)) == year.start + dt.timedelta(minutes=12345)


def test_what_comes_later_never_comes_after_the_end() -> None:
    assert later(0.0, 100, 3) == 100
    assert later(0.5, 0, 2) == 24 * 60
    assert later(0.999, YEAR - 10, 3) <= YEAR
    assert later(0.999, YEAR, 3) == YEAR
