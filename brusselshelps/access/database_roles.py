"""Database roles: staff pages query the database under a role that is neither its owner nor a superuser.

`DESK` is for the desk: it sees the rows allowed to the user, office and role that are set for the transaction. `FACTS`
is for the figures: it sees every row, but no personal column. Their privileges are in `access/row_policies.py`, the
reasons in docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.db import connection, transaction

DESK, FACTS = "desk", "facts"
# The role in force, if any.
_role: ContextVar[str | None] = ContextVar("database_role", default=None)


class StaffMember(Protocol):
    """The user for whom a role is entered; the account model itself is in a higher layer."""

    @property
    def pk(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def backoffice_id(self) -> int | None: ...


def role_name(kind: str) -> str:
    return f"{connection.settings_dict['NAME']}_{kind}"


@contextmanager
def as_role(kind: str, user: StaffMember | None = None) -> Iterator[None]:
    """One transaction under this role for this member of staff; without a user, no row is visible.

    Figures see one snapshot of the database. Deferred constraints are checked before the block ends.
    """
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if kind == FACTS and not nested:
            cursor.execute("set transaction isolation level repeatable read")
        cursor.execute(
            "select set_config('role', %s, true), set_config('brusselshelps.user', %s, true), "
            "set_config('brusselshelps.office', %s, true), set_config('brusselshelps.role', %s, true)",
            [role_name(kind), *_context(user)],
        )
        token = _role.set(kind)
        try:
            yield
        finally:
            _role.reset(token)
        if not transaction.get_rollback():
            cursor.execute("set constraints all immediate; set constraints all deferred")
            if nested:
                _set_role(None)


def _context(user: StaffMember | None) -> list[str]:
    return [str(user.pk), str(user.backoffice_id or ""), user.role] if user else ["", "", ""]


@contextmanager
def as_owner() -> Iterator[None]:
    """For the few operations that by their nature span both offices: inside, queries run as the database owner.

    The reason is next to each use, and a test counts the uses. On public pages and in workers nothing changes.
    """
    with _under(None):
        yield


@contextmanager
def as_facts() -> Iterator[None]:
    """For totals of both offices together, at the desk: inside, every row is visible, but no personal column."""
    with _under(FACTS):
        yield


@contextmanager
def _under(kind: str | None) -> Iterator[None]:
    """A savepoint under another role; rolling it back restores the role as well."""
    before = _role.get()
    if before is None:
        yield
        return
    with transaction.atomic():
        _set_role(kind)
        token = _role.set(kind)
        try:
            yield
        finally:
            _role.reset(token)
        if not transaction.get_rollback():
            _set_role(before)


def _set_role(kind: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('role', %s, true)", [role_name(kind) if kind else "none"])
