"""Creates the two database roles, and grants them what the row-level policies allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from brusselshelps.access import row_policies
from brusselshelps.access.database_roles import DESK, FACTS, role_name

# PostgreSQL silently truncates longer names.
LONGEST = 63
MAY_MAKE = "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"
IS_MEMBER = "select pg_has_role(oid, 'member') from pg_roles where rolname = %s"
MAKE = "create role {role} nologin nosuperuser nobypassrls noinherit"
JOIN = "grant {role} to {login}"
POLICIES = "select format('drop policy %%I on %%I', policyname, tablename) from pg_policies where tablename = any(%s)"
# Forced, so that policies apply to the owner too; this policy allows the owner everything.
OWNER = """
alter table {table} enable row level security, force row level security;
create policy owner on {table} to current_user using (true);
"""


class Command(BaseCommand):
    help = (
        "Create the database roles under which staff pages are served, and grant them what they need. Run it after "
        "each migrate; running it twice, or two at the same time, does no harm. If the login may not create roles, "
        "the SQL is printed for somebody who may, and the exit status is 1 until it has been run."
    )

    def handle(self, **options: Any) -> None:
        if any(len(role_name(kind).encode()) > LONGEST for kind in (DESK, FACTS)):
            raise CommandError("The name of the database is too long: two roles are named after it.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('brusselshelps.database_roles'))")
            cursor.execute(MAY_MAKE)
            may_make = cursor.fetchone()[0]
            missing = list(_missing(cursor))
            if missing and not may_make:
                self.stdout.write("".join(f"{statement.as_string()};\n" for statement in missing), ending="")
                raise CommandError(
                    "This login may not create roles. Have a superuser run the SQL above, then run this again."
                )
            tables = connection.introspection.table_names(cursor)
            cursor.execute(POLICIES, [tables])
            old = [sql.SQL(statement) for (statement,) in cursor.fetchall()]
            for statement in (*missing, *old, *_privileges(tables)):
                cursor.execute(statement)


def _missing(cursor: Any) -> Iterator[sql.Composed]:
    """The statements that create the missing roles, and make the login a member of both."""
    cursor.execute("select current_user")
    login = sql.Identifier(cursor.fetchone()[0])
    for kind in (DESK, FACTS):
        cursor.execute(IS_MEMBER, [role_name(kind)])
        is_member, role = cursor.fetchone(), sql.Identifier(role_name(kind))
        if is_member is None:
            yield sql.SQL(MAKE).format(role=role)
        if is_member != (True,):
            yield sql.SQL(JOIN).format(role=role, login=login)


def _privileges(tables: list[str]) -> Iterator[sql.Composed]:
    """Everything is revoked first, so that what is no longer granted disappears."""
    roles = sql.SQL(", ").join(sql.Identifier(role_name(kind)) for kind in (DESK, FACTS))
    for kind in ("tables", "sequences", "functions"):
        yield sql.SQL(f"revoke all on all {kind} in schema public from {{}}").format(roles)
    yield sql.SQL("grant usage on schema public to {}").format(roles)
    # On a temporary table, a role could create a trigger that acts with the owner's rights.
    yield sql.SQL("revoke temporary on database {} from public").format(
        sql.Identifier(connection.settings_dict["NAME"])
    )
    for table in tables:
        yield sql.SQL(OWNER).format(table=sql.Identifier(table))
    yield from row_policies.statements()
