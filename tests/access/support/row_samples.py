"""Rows of every kind for each back office, and direct SQL queries under the row-level policies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg.errors import InsufficientPrivilege, UniqueViolation

from brusselshelps.access.database_roles import DESK, FACTS, as_role
from brusselshelps.accounts.models import User
from brusselshelps.people.models import LegalHold, PersonMerge
from requests_app.models import ContactAttempt, Correction, HelpRequest, Match
from tests.builders import make_check, make_need, make_person, make_request, make_sign_up, make_volunteer
from volunteers.models import Volunteer

# Refused by the row-level policies; or allowed by them, but a duplicate of an existing row.
REFUSED, TWICE = "refused", "twice"
# For each table, the path from a row to its help request.
HANGS_ON = {
    "requests_app_requestitem": "request",
    "requests_app_statuschange": "item__request",
    "requests_app_match": "item__request",
    "requests_app_matchchange": "match__item__request",
    "requests_app_handover": "request",
    "requests_app_note": "request",
    "requests_app_contactattempt": "request",
    "requests_app_correction": "request",
    "requests_app_settingaside": "request",
    "people_legalhold": "person__help_requests",
}
POOL = (
    "volunteers_volunteer",
    "volunteers_candidacy",
    "volunteers_availability",
    "volunteers_insurancecheck",
    "volunteers_signup",
    "requests_app_organisationneed",
    "people_personmerge",
)


@dataclass(frozen=True)
class Held:
    """A request held by an office, with everything that can be attached to one, and its volunteer."""

    request: HelpRequest
    volunteer: Volunteer


def of_office(by: User) -> Held:
    request = make_request("phone", "shopping", person=make_person(name=f"Resident of {by.username}"))
    request.add_note("the green door")
    request.take_on(by=by)
    volunteer = make_volunteer("phone", max_active=3)
    make_check(volunteer, checked_by=by)
    Match.propose(request.items.get(category__slug="phone"), volunteer, by=by)
    ContactAttempt.note(request, "resident", "answered", by)
    Correction.objects.create(request=request, columns=["street"], by=by)
    request.settings_aside.create(by=by)
    LegalHold.objects.create(person=request.person, reason="a claim", by=by)
    return Held(request, volunteer)


def of_both() -> None:
    """Rows that both offices may see: the pool, needs, and a merge of two persons."""
    make_sign_up()
    make_need()
    twice = make_volunteer("phone"), make_volunteer("phone")
    by = User.objects.filter(backoffice__isnull=False).first()
    PersonMerge.say_same(twice[0].person, twice[1].person, by=by)


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)


def asked(user: User | None, statement: str, *values: Any, kind: str = DESK) -> Any:
    """The database's answer to this member of staff: rows, the number written, or REFUSED. All is rolled back."""
    try:
        with undone(), as_role(kind, user), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount
    except DatabaseError as failure:
        if isinstance(failure.__cause__, UniqueViolation):
            return TWICE
        if not isinstance(failure.__cause__, InsufficientPrivilege):
            raise
        return REFUSED


def keys(user: User | None, table: str, kind: str = DESK) -> set[int]:
    found = asked(user, f"select id from {table}", kind=kind)
    return {key for (key,) in found}


def kind_of(user: User) -> str:
    return FACTS if user.role == "ministry" else DESK


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
