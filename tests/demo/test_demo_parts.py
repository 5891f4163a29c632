"""The parts of the demo and of the crowd, tested one by one."""

from __future__ import annotations

import csv
import datetime as dt
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from brusselshelps.accounts.models import User
from brusselshelps.demo import request_steps, sample_day
from brusselshelps.demo.crowd import people, vocabulary
from brusselshelps.demo.crowd.drop_constraints import taken_off
from brusselshelps.demo.crowd.seed_context import Setting, Year
from brusselshelps.demo.crowd.volunteers import Volunteers, still_offered
from brusselshelps.demo.staff import hire
from brusselshelps.people.models import SPOKEN, Person
from brusselshelps.reference.initial_rows import published
from brusselshelps.reference.models import Language
from requests_app.desk.request_history import history_of
from requests_app.models import HelpRequest, RequestItem
from tests.builders import make_request, make_user, make_volunteer
from volunteers.models import InsuranceCheck, Volunteer

MOMENTS = some.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1), timezones=some.just(dt.UTC))


def rows_of(name: str) -> list[dict[str, str]]:
    with (sample_day.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@given(MOMENTS, some.integers(0, 4), some.times())
def test_nothing_of_the_demo_lies_in_the_future_whenever_it_is_made(now: dt.datetime, days: int, at: dt.time) -> None:
    moment = sample_day._moment({"days": str(days), "time": at.isoformat("minutes")}, now)

    assert now - dt.timedelta(days=6) < moment <= now


@pytest.mark.parametrize("now", ["2027-03-29T10:00+02:00", "2027-11-01T10:00+01:00"])
@pytest.mark.django_db
def test_staff_of_the_demo_work_at_even_distances_also_when_the_clocks_changed(time_machine: Any, now: str) -> None:
    time_machine.move_to(dt.datetime.fromisoformat(now), tick=False)
    sample_day.fill()

    changed = HelpRequest.objects.filter(received_at__lt=timezone.now() - dt.timedelta(days=2)).exclude(holder=None)
    for request in changed:
        moments = sorted({event.at for event in history_of(request)} | {timezone.now()})
        pauses = [after - before for before, after in pairwise(moments)]
        assert max(pauses) - min(pauses) < dt.timedelta(seconds=1), request


def test_the_lists_of_the_demo_name_only_what_there_is() -> None:
    categories = {row["slug"]: row["residents_may_ask"] for row in published("categories")}
    postcodes = {row["postcode"] for row in published("localities")}
    for row in rows_of("requests"):
        assert all(categories[slug] == "yes" for slug in row["categories"].split("|")), row
        assert row["postcode"] in postcodes, row
        assert row["urgency"] in HelpRequest.Urgency.values, row
        assert row["contact"] in ("both", "email", "phone"), row
        assert bool(row["steps"]) == bool(row["by"]), row
        known = {"propose", *request_steps.ON_REQUEST, *request_steps.ON_ITEM, *request_steps.ON_MATCH}
        assert set(row["steps"].split("|")) <= known | {""}, row
    for row in rows_of("volunteers"):
        assert categories.keys() >= set(row["categories"].split("|")), row
        assert row["postcode"] in postcodes | {""}, row
        assert row["insurance"] in [*InsuranceCheck.Outcome.values, ""], row


def test_everybody_of_the_demo_speaks_languages_we_know() -> None:
    for row in rows_of("requests") + rows_of("volunteers"):
        assert row["language"] in Language.values, row
        assert set(row["spoken"].split("|")) <= set(SPOKEN), row


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Marie-Thérèse Lambot", "marie.therese.lambot@example.org"),
        ("Inês Carvalho", "ines.carvalho@example.org"),
        ("Fatima El Khatib", "fatima.el.khatib@example.org"),
    ],
)
def test_an_address_follows_from_the_name(name: str, address: str) -> None:
    assert sample_day._email(name) == address


@pytest.mark.django_db
def test_a_step_is_dated_as_if_done_then_and_leaves_what_was_done_before() -> None:
    asked, taken_on = timezone.now() - dt.timedelta(days=3), timezone.now() - dt.timedelta(days=2)
    request = make_request(received_at=asked)
    noor = make_user("noor", "clerk", "vgc")

    request_steps.take_step("take_on", request, noor, Volunteer.objects.none(), at=taken_on)
    request_steps.take_step("refer", request, noor, Volunteer.objects.none(), at=taken_on + dt.timedelta(hours=1))

    request.refresh_from_db()
    assert request.handled_at == request.handovers.get().since == taken_on
    assert request.items.get().changes.get().at == taken_on + dt.timedelta(hours=1)


@pytest.mark.django_db
def test_who_lives_near_and_registered_before_is_proposed_first() -> None:
    asked = timezone.now() - dt.timedelta(days=2)
    item = make_request(received_at=asked, postcode="1080").items.get()
    make_volunteer(registered_at=timezone.now(), postcode="1080")
    make_volunteer("dog", registered_at=asked - dt.timedelta(days=1), postcode="1080")
    far = make_volunteer(registered_at=asked - dt.timedelta(days=1), postcode="1000")
    assert request_steps._helper(item, Volunteer.objects.all()) == far

    near = make_volunteer(registered_at=asked - dt.timedelta(days=1), postcode="1080")
    assert request_steps._helper(item, Volunteer.objects.all()) == near


@given(some.integers(0, 10_000), some.lists(some.integers(1, 9), min_size=1, max_size=4, unique=True))
def test_what_is_still_offered_was_offered_and_repeats_with_the_sets(place: int, kinds: list[int]) -> None:
    kept = still_offered(place, tuple(kinds))

    assert set(kept) <= set(kinds)
    assert kept == still_offered(place % 1000, tuple(kinds))


@given(some.integers(0, 365 * 24 * 60), some.floats(0, 0.999), some.floats(0, 0.999), some.integers(0, 5000))
def test_a_helper_found_by_reckoning_registered_before(minute: int, one: float, two: float, number: int) -> None:
    categories = {row["slug"]: place for place, row in enumerate(published("categories"), start=1)}
    localities = {row["postcode"]: place for place, row in enumerate(published("localities"), start=1)}
    first = {Person: 1, Volunteer: 1, HelpRequest: 1, RequestItem: 1}
    crowd = Volunteers(Setting(1, "", Year(dt.date(2026, 1, 1)), number, 0, categories, localities, {}, first))

    key = crowd.offering(categories["shopping"], minute, (one, two))

    if key is not None:
        assert key - 1 < number * minute // (365 * 24 * 60)
        kinds = crowd.offers[(key - 1) % 1000]
        assert categories["shopping"] in still_offered(key - 1, kinds)


def test_a_line_has_the_columns_copy_expects_and_no_character_copy_reads_otherwise() -> None:
    line, language = people.person(Random(1), 5, 1_234_567, "Zoë Maes", "zoe@example.org")

    assert line.count("\t") == people.erased_person(5, "2026-01-01").count("\t") == 9
    assert language in vocabulary.MESSAGES
    assert "+3220234567\t02 023 45 67" in line
    spoken = [
        *vocabulary.STREETS,
        *vocabulary.WHY_HANDED_OVER,
        *(text for texts in vocabulary.MESSAGES.values() for text in texts),
    ]
    assert not any(sign in text for text in spoken for sign in "\\\t\n")


@pytest.mark.django_db(transaction=True)
def test_a_rule_broken_while_the_keys_were_off_is_found_when_they_are_put_back() -> None:
    first, second = make_request(), make_request()

    with pytest.raises(IntegrityError):
        with_keys_off_give(second, first.reference)

    second.refresh_from_db()
    assert second.reference != first.reference


def with_keys_off_give(request: HelpRequest, reference: str) -> None:
    off = taken_off([HelpRequest._meta.db_table], lambda doing: None)
    with transaction.atomic(), off, connection.cursor() as cursor:
        cursor.execute("update requests_app_helprequest set reference = %s where id = %s", [reference, request.pk])


@pytest.mark.django_db
def test_clerks_of_the_demo_have_an_office_and_the_ministry_has_none() -> None:
    hired = hire()

    assert {name for name, user in hired.items() if user.backoffice is None} == {"lies", "ines", "admin"}
    assert hired == hire()
    assert User.objects.count() == 7


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("load_example", ("made up", "second run changes nothing", "31 December 2020")),
        ("demo_day", ("DEBUG", "made up", "second run changes nothing")),
        ("seed_demo", ("--requests", "--volunteers", "--seed", "Ctrl-C leaves nothing")),
    ],
)
def test_help_says_what_a_command_does(command: str, said: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command(command, "--help")

    shown = " ".join(capsys.readouterr().out.split())
    for words_of_it in said:
        assert words_of_it.casefold() in shown.casefold()
