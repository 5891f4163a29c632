"""Record the statements a page sends to the database, and replay them to time them."""

from __future__ import annotations

from typing import Any

from django.db import connection

from brusselshelps.access.database_roles import role_name
from tests.benchmarks.desk_sql import Sent

# Statements of every desk page, whatever it shows.
EVERY_PAGE = (
    *('FROM "django_session" WHERE', 'FROM "accounts_user" WHERE', 'INTO "audit_accesslogentry"'),
    *("brusselshelps.user", "set constraints all"),
)


class Noted:
    """Records statements as they are sent to the database."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not any(sign in sql for sign in EVERY_PAGE):
            self.sent.append((sql, params))
        return execute(sql, params, many, context)


def asked(sent: list[Sent]) -> None:
    with connection.cursor() as cursor:
        for sql, params in sent:
            cursor.execute(sql, params)


def in_role(kind: str) -> Sent:
    return "select set_config('role', %s, true)", [role_name(kind)]
