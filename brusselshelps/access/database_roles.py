"""Database roles: pages of staff ask the database under a role that is neither its owner nor a superuser.

`DESK` is for the desk: the rows of the office, the user and the role that are set for the transaction. `FACTS` is for
the figures: every row, and no personal column. What each may do is in `access/row_policies.py`; why, in
docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.db import connection, transaction

DESK, FACTS = "desk", "facts"
# The role that is in force, if one is.
_role: ContextVar[str | None] = ContextVar("database_role", default=None)


class StaffMember(Protocol):
    """Whom a role is entered for: the accounts themselves are in an app above this one."""

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
    """One transaction under this role, for this member of staff; for nobody there is no row.

    Figures see the database as it is at one moment. What can only fail at the end fails here.
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
    """For the few verbs that reach over both offices by their nature: in here the database is asked as its owner.

    Each has its reason beside it; a test counts them. On public pages and in workers nothing changes.
    """
    with _under(None):
        yield


@contextmanager
def as_facts() -> Iterator[None]:
    """For numbers of both offices together, at the desk: in here every row is there, and no personal column."""
    with _under(FACTS):
        yield


@contextmanager
def _under(kind: str | None) -> Iterator[None]:
    """A savepoint under another role; when it is rolled back, so is the role."""
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
