"""The clocks: PostgreSQL and Python agree on the time, even when the tests run on another day."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import days


@pytest.mark.today
@pytest.mark.django_db
def test_postgresql_and_python_tell_the_same_time_and_day() -> None:
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp(), (clock_timestamp() at time zone 'Europe/Brussels')::date")
        moment, day = cursor.fetchone()

    assert before - dt.timedelta(seconds=1) <= moment <= timezone.now() + dt.timedelta(seconds=1)
    assert day in (timezone.localdate(before), timezone.localdate())


@pytest.mark.today
def test_a_process_that_a_test_starts_lives_on_the_same_day() -> None:
    command = [sys.executable, "-c", "import time; print(time.time())"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert abs(float(told) - timezone.now().timestamp()) < 30


@pytest.mark.today
def test_the_day_is_the_one_that_was_asked_for() -> None:
    """`make test-days` sets TEST_DAY; without this check a clock that was not changed would pass unnoticed."""
    asked = os.environ.get("TEST_DAY")
    begun = dt.datetime.fromisoformat(asked) if asked else timezone.now()

    assert begun <= timezone.now() < begun + dt.timedelta(hours=2)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2099, 1, 1)))
def test_the_days_on_which_tests_are_run_are_all_to_come(today: dt.date) -> None:
    moments, hour = days.listed(today), dt.timedelta(hours=1)
    times = [moment.timestamp() for moment in moments]

    assert all(today <= moment.date() for moment in moments)
    assert times == sorted(set(times))
    assert {f"{moment:%d/%m}" for moment in moments} >= {"31/12", "01/01", "30/01", "31/01", "31/03", "29/02"}
    nights = [moment for moment in moments if moment.weekday() == 6 and moment.hour < 3]
    assert any(one.utcoffset() < (one + 2 * hour).utcoffset() for one in nights)
    assert {one.utcoffset() for one in nights if one.month == 10} == {hour, 2 * hour}


def test_each_day_another_one_of_them_has_its_turn() -> None:
    today = dt.date(2026, 11, 30)
    turns = [days.read(["turn"], today + dt.timedelta(days=later))[0] for later in range(len(days.listed(today)))]

    assert len({f"{moment:%d/%m %H:%M:%S %z}" for moment in turns}) == len(turns)


def test_a_day_that_is_named_is_one_in_brussels_and_none_is_all_of_them() -> None:
    today = dt.date(2026, 11, 30)

    assert days.read(["2028-02-29T23:30"], today) == [dt.datetime(2028, 2, 29, 22, 30, tzinfo=dt.UTC)]
    assert days.read([], today) == days.listed(today)


def test_what_is_marked_is_found() -> None:
    found = {Path(path).name for path in days.marked()}

    assert {"test_clock.py", "test_demo_day.py"} <= found
    assert "test_margins.py" not in found
