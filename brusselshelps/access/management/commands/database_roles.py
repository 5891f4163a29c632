"""Makes the two roles behind the second wall, and carries out what `accounts/grants.py` says they may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from brusselshelps.access import row_policies
from brusselshelps.access.database_roles import DESK, FACTS, role_name
from brusselshelps.access.row_policies import TablePolicy

# PostgreSQL cuts longer names, without a word.
LONGEST = 63
MAY_MAKE = "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"
IS_MEMBER = "select pg_has_role(oid, 'member') from pg_roles where rolname = %s"
MAKE = "create role {role} nologin nosuperuser nobypassrls noinherit"
JOIN = "grant {role} to {login}"
POLICIES = """
    select format('drop policy %%I on %%s', polname, polrelid::regclass) from pg_policy
    where polrelid = any(%s::regclass[])
"""


class Command(BaseCommand):
    help = (
        "Make the database roles under which pages of staff are served, and grant them what they need. To be run "
        "after each migrate; twice or at once does no harm. Where the login may make no roles, the SQL for who may "
        "is printed, and the exit status is 1 until it was run."
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
                    "This login may make no roles. Let a superuser run the SQL above, then run this again."
                )
            cursor.execute(POLICIES, [list(row_policies.DESK)])
            old = [sql.SQL(statement) for (statement,) in cursor.fetchall()]
            for statement in (*missing, *old, *_wall()):
                cursor.execute(statement)


def _missing(cursor: Any) -> Iterator[sql.Composed]:
    """What makes the roles, as far as they are not there, and the login a member of each."""
    cursor.execute("select current_user")
    login = sql.Identifier(cursor.fetchone()[0])
    for kind in (DESK, FACTS):
        cursor.execute(IS_MEMBER, [role_name(kind)])
        is_member, role = cursor.fetchone(), sql.Identifier(role_name(kind))
        if is_member is None:
            yield sql.SQL(MAKE).format(role=role)
        if is_member != (True,):
            yield sql.SQL(JOIN).format(role=role, login=login)


def _wall() -> Iterator[sql.Composed | sql.SQL]:
    """Everything is taken away first: what is no longer granted goes."""
    desk, figures = (sql.Identifier(role_name(kind)) for kind in (DESK, FACTS))
    for kind in ("tables", "sequences", "functions"):
        yield sql.SQL(f"revoke all on all {kind} in schema public from {{}}, {{}}").format(desk, figures)
    yield sql.SQL("grant usage on schema public to {}, {}").format(desk, figures)
    # On a table of their own they could hang a trigger that acts in the owner's name.
    yield sql.SQL("revoke temporary on database {} from public").format(
        sql.Identifier(connection.settings_dict["NAME"])
    )
    yield sql.SQL(f"grant usage on sequence {', '.join(row_policies.SEQUENCES)} to {{}}").format(desk)
    yield sql.SQL(f"grant execute on function {', '.join(row_policies.FUNCTIONS)} to {{}}").format(desk)
    for table in row_policies.DESK:
        # Forced, so that an owner meets policies like anybody; this one lets all of it through.
        yield sql.SQL(f"alter table {table} enable row level security, force row level security")
        yield sql.SQL(f"create policy owner on {table} to current_user using (true)")
    for kind, access in ((DESK, row_policies.DESK), (FACTS, row_policies.facts())):
        for table, allowed in access.items():
            yield from _granted(kind, table, allowed)


def _granted(kind: str, table: str, allowed: TablePolicy) -> Iterator[sql.Composed]:
    """The privileges of a role, and a policy for each command they are for."""
    role = sql.Identifier(role_name(kind))
    if allowed.may:
        yield sql.SQL(f"grant {allowed.may} on {table} to {{}}").format(role)
    for command, condition in allowed.policies().items():
        if command in allowed.may:
            yield sql.SQL(f"create policy {kind}_{command} on {table} for {command} to {{}} {condition}").format(role)
