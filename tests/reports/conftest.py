"""The example of 2020, loaded once per test file: each test runs inside that transaction and leaves nothing behind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from brusselshelps.people.models import Person
from requests_app.models import Handover, HelpRequest, Match, MatchChange, RequestItem, StatusChange
from volunteers.models import Candidacy, Volunteer

FILLED = (Person, Volunteer, Candidacy, HelpRequest, RequestItem, Handover, StatusChange, Match, MatchChange)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        call_command("load_example", stdout=io.StringIO())
        with connection.cursor() as cursor:
            # Otherwise the planner assumes that the tables are empty.
            cursor.execute(f"analyze {', '.join(model._meta.db_table for model in FILLED)}")
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def example(_loaded: None, db: None) -> None:
    """Use a database that holds the published figures."""
