"""SQL that is no migration of its own: functions, triggers and policies, in `<app>/sql/*.sql`, one file a subject."""

from __future__ import annotations

from pathlib import Path

from django.db.migrations import RunSQL

ROOT = Path(__file__).parents[2]


def read_sql(file: str) -> str:
    """The text of a file, named from the root of the repository: "volunteers/sql/availability.sql"."""
    return (ROOT / file).read_text(encoding="utf-8")


def run_sql(file: str, *, reverse: str) -> RunSQL:
    """An operation of a migration that runs a file; each may run again, for it replaces what is there."""
    return RunSQL(read_sql(file), reverse)
