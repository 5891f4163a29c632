"""Drop foreign keys, unique constraints and indexes of tables, and restore them as found in the catalog.

Filling a table and building an index afterwards takes a third of the time of keeping the index current; checking a
foreign key with one join instead of one query per row takes even less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

# Primary keys stay: rows arrive in key order, so maintaining them is cheap, and foreign keys refer to them.
CONSTRAINTS = """
    select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
           format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint where conrelid = any(%s::regclass[]) and contype in ('u', 'f') order by contype desc, oid
"""
INDEXES = """
    select format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    from pg_index where indrelid = any(%s::regclass[])
    and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
    order by indexrelid
"""
TRIGGERS = """
    select format('alter table %%s disable trigger %%I', tgrelid::regclass, tgname),
           format('alter table %%s enable trigger %%I', tgrelid::regclass, tgname)
    from pg_trigger where tgrelid = any(%s::regclass[]) and not tgisinternal and tgenabled <> 'D' order by oid
"""
# COPY cannot write to a table with forced row-level security, except as a superuser.
FORCED = """
    select format('alter table %%s no force row level security', oid::regclass),
           format('alter table %%s force row level security', oid::regclass)
    from pg_class where oid = any(%s::regclass[]) and relforcerowsecurity order by oid
"""


@contextmanager
def taken_off(tables: list[str], told: Callable[[str], None]) -> Iterator[None]:
    """Drop them, and restore them on success; on an error, the rollback of the transaction does.

    The caller must make sure that what the triggers check holds; the other rules are checked when they are restored.
    """
    with connection.cursor() as cursor:
        # Check deferred constraints now: a table with pending checks cannot be altered.
        cursor.execute("set constraints all immediate")
        cursor.execute("set local maintenance_work_mem = '256MB'")
        pairs: list[tuple[str, str]] = []
        for catalog in (FORCED, TRIGGERS, CONSTRAINTS, INDEXES):
            cursor.execute(catalog, [tables])
            pairs += cursor.fetchall()
        for take_off, _put_back in pairs:
            cursor.execute(take_off)
        yield
        for number, (_take_off, put_back) in enumerate(pairs, start=1):
            told(f"indexes and rules, {number} of {len(pairs)}")
            cursor.execute(put_back)
        cursor.execute("set constraints all deferred")
