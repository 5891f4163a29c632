"""Helpers that make a crowd and read back everything that was stored."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.core.management import call_command
from django.db import connection

from brusselshelps.demo.crowd.bulk_load import TABLES
from brusselshelps.demo.crowd.seed_context import COLUMNS

# A crowd also depends on its day, so tests that count people use a fixed one.
A_DAY = dt.date(2026, 3, 11)


def seed_demo(seed: int = 1, requests: int = 300, volunteers: int = 300, today: dt.date | None = A_DAY) -> str:
    """The output of the command; `today=None` makes the crowd of the day on which the test runs."""
    said = io.StringIO()
    call_command("seed_demo", seed=seed, requests=requests, volunteers=volunteers, today=today, stdout=said)
    return said.getvalue()


def the_rules() -> dict[str, list[Any]]:
    """Every index, constraint and trigger of the filled tables, as the catalog describes them."""
    asked = {
        "constraints": "select conname, pg_get_constraintdef(oid), convalidated from pg_constraint"
        " where conrelid = any(%s::regclass[]) order by 1",
        "indexes": "select indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid from pg_index"
        " where indrelid = any(%s::regclass[]) order by 1",
        "triggers": "select tgname, tgrelid::regclass::text, tgenabled from pg_trigger"
        " where tgrelid = any(%s::regclass[]) and not tgisinternal order by 1",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, query in asked.items():
            cursor.execute(query, [TABLES])
            found[name] = cursor.fetchall()
    assert all(found.values())
    return found


def without_keys() -> dict[str, list[str]]:
    """Everything that was stored, except the keys, which depend on the rows stored earlier."""
    keys = ("id", "person_id", "volunteer_id", "request_id", "item_id")
    stored = {}
    for model, columns in COLUMNS.items():
        rows = model._base_manager.values_list(*(name for name in columns if name not in keys))
        stored[model.__name__] = sorted(map(repr, rows.order_by()))
    return stored
