"""Row-level policies: what the two database roles may do with each table, and with which of its rows.

What the desk may do is in `<app>/sql/row_policies.sql`; what is read for figures follows from the models. The reasons
are in docs/decisions/0017. `database_roles.py` enters a role for a page; `manage.py database_roles` applies the
policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from psycopg import sql

from brusselshelps.access.database_roles import DESK, FACTS, role_name

# The current user, as set for the transaction. As (select …) it is evaluated once per statement; if unset, it is null.
WHO_ASKS = {
    "user": "(select nullif(current_setting('brusselshelps.user', true), '')::bigint)",
    "office": "(select nullif(current_setting('brusselshelps.office', true), '')::bigint)",
    "role": "(select nullif(current_setting('brusselshelps.role', true), ''))",
}
READ_FACTS = """
grant select ({columns}) on {table} to {facts};
create policy facts_select on {table} for select to {facts} using ({user} is not null);
"""


def files() -> list[Path]:
    found = (Path(app.path) / "sql" / "row_policies.sql" for app in apps.get_app_configs())
    return [file for file in found if file.exists()]


def statements() -> Iterator[sql.Composed]:
    """The statements that grant both roles their privileges and policies; they start from none."""
    names: dict[str, sql.Composable] = {kind: sql.Identifier(role_name(kind)) for kind in (DESK, FACTS)}
    names |= {name: sql.SQL(expression) for name, expression in WHO_ASKS.items()}
    for file in files():
        yield sql.SQL(file.read_text(encoding="utf-8")).format(**names)
    for table, columns in facts().items():
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        yield sql.SQL(READ_FACTS).format(columns=listed, table=sql.Identifier(table), **names)


def facts() -> dict[str, list[str]]:
    """The columns readable for figures, by table: all of reference data, elsewhere those with a label that are not
    personal."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label == "reference":
            found[model._meta.db_table] = [str(column.column) for column in model._meta.concrete_fields]
        elif hasattr(model, "PERSONAL") or model._meta.label == "volunteers.Call":
            found[model._meta.db_table] = _facts_of(model)
    return found


def _facts_of(model: type[models.Model]) -> list[str]:
    """Keys, and columns with a translated label. Hashes have no label and stay hidden."""
    personal: Any = getattr(model, "PERSONAL", None)
    hidden = set(personal.columns) if personal else set()
    return [
        str(column.column)
        for column in model._meta.concrete_fields
        if column.name not in hidden
        and (column.primary_key or column.is_relation or isinstance(column.verbose_name, Promise))
    ]
