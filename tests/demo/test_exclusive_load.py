"""Bulk loads run one at a time, and only use references that nobody has yet."""

from __future__ import annotations

import math
from itertools import islice

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from brusselshelps.demo.exclusive_load import STRIDE, alone, free_references, references
from brusselshelps.people.public_references import POSSIBLE, is_reference
from requests_app.models import HelpRequest
from tests.builders import make_request
from volunteers.models import Volunteer


def test_the_stride_passes_every_number_before_it_comes_back() -> None:
    assert math.gcd(STRIDE, POSSIBLE) == 1


@given(some.text())
def test_references_of_a_seed_are_all_different_and_always_the_same(seed: str) -> None:
    drawn = list(islice(references(HelpRequest, seed), 200))

    assert len(set(drawn)) == 200
    assert all(is_reference(reference) for reference in drawn)
    assert drawn == list(islice(references(HelpRequest, seed), 200))


def test_a_volunteer_and_a_request_of_one_seed_do_not_look_alike() -> None:
    assert next(references(HelpRequest, "one")) != next(references(Volunteer, "one"))


@pytest.mark.django_db
def test_free_references_pass_by_those_that_are_taken() -> None:
    first, second, third = islice(references(HelpRequest, "one"), 3)
    make_request(reference=second)

    assert free_references(HelpRequest, "one", 2) == [first, third]


@pytest.mark.django_db
def test_who_comes_second_waits_until_the_first_one_is_done() -> None:
    connection.ensure_connection()
    with alone("a command"), psycopg.connect(connection.connection.info.dsn) as other:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("select objid from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
            ((lock,),) = cursor.fetchall()
        taken = other.execute("select pg_try_advisory_xact_lock(%s)", [lock]).fetchone()
        free = other.execute("select pg_try_advisory_xact_lock(%s)", [lock + 1]).fetchone()

    assert (taken, free) == ((False,), (True,))
