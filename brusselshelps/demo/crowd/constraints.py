"""Foreign keys, unique rules and indexes: taken off a table and put back as they were, found in the catalog.

Filling a table and sorting an index once afterwards takes a third of the time of keeping the index current; a foreign
key checked by one join instead of one question a row, less than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

# Primary keys stay: rows come in their order, so keeping them costs little, and foreign keys point to them.
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
# COPY does not write to a table whose owner is asked for policies, unless that is a superuser.
FORCED = """
    select format('alter table %%s no force row level security', oid::regclass),
           format('alter table %%s force row level security', oid::regclass)
    from pg_class where oid = any(%s::regclass[]) and relforcerowsecurity order by oid
"""


@contextmanager
def taken_off(tables: list[str], told: Callable[[str], None]) -> Iterator[None]:
    """Take them off, and put them back unless something went wrong: then the transaction puts them back.

    Who comes in here sees to it that what the triggers check holds; the other rules are checked when put back.
    """
    with connection.cursor() as cursor:
        # What earlier work in this transaction still has to check is checked now: no table may be altered before.
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
