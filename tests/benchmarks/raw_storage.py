"""Store what one form submission stored again with plain psycopg: the least that storing it can cost."""

from __future__ import annotations

import uuid
from secrets import randbelow
from typing import Any

import psycopg
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from brusselshelps.people.models import Person, Submission
from brusselshelps.people.public_references import POSSIBLE, reference_of
from requests_app.models import HelpRequest, RequestItem

Row = dict[str, Any]


class RawWriter:
    """Holds the rows of one help request, with every column; `write` stores them again under new keys."""

    def __init__(self, reference: str) -> None:
        where = {"host": connection.settings_dict["HOST"], "user": connection.settings_dict["USER"]}
        database = connection.settings_dict["NAME"]
        self.connection = psycopg.connect(**where, dbname=database, autocommit=True, row_factory=dict_row)
        (self.submission,) = self._rows(Submission, "reference = %s", reference)
        (self.request,) = self._rows(HelpRequest, "reference = %s", reference)
        (self.person,) = self._rows(Person, "id = %s", self.request["person_id"])
        self.items = self._rows(RequestItem, "request_id = %s", self.request["id"])
        (self.job,) = self._rows(ProcrastinateJob, "(args->>'request_id')::bigint = %s", self.request["id"])
        for row in (self.request, self.person, *self.items, self.job):
            del row["id"]

    def ready(self) -> tuple[uuid.UUID, str]:
        """The key and the reference of the next request."""
        return uuid.uuid4(), reference_of(randbelow(POSSIBLE))

    def write(self, names: tuple[uuid.UUID, str]) -> None:
        key, reference = names
        with self.connection.transaction():
            self._insert(Submission, [self.submission | {"key": key, "reference": reference}], returning="key")
            person = self._insert(Person, [self.person])
            request = self._insert(HelpRequest, [self.request | {"person_id": person, "reference": reference}])
            self._insert(RequestItem, [item | {"request_id": request} for item in self.items])
            self._insert(ProcrastinateJob, [self.job | {"args": Jsonb({"request_id": request})}])

    def _rows(self, model: Any, condition: str, value: Any) -> list[Row]:
        return self.connection.execute(f"select * from {model._meta.db_table} where {condition}", [value]).fetchall()

    def _insert(self, model: Any, rows: list[Row], returning: str = "id") -> Any:
        """Insert all rows with one statement; return the key of the first."""
        places = f"({', '.join(['%s'] * len(rows[0]))})"
        statement = (
            f"insert into {model._meta.db_table} ({', '.join(rows[0])})"
            f" values {', '.join([places] * len(rows))} returning {returning}"
        )
        found = self.connection.execute(statement, [value for row in rows for value in row.values()]).fetchone()
        assert found
        return found[returning]
