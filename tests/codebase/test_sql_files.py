"""The SQL files match what the database holds: functions, triggers, statistics, policies and privileges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

ROOT = Path(__file__).parents[2]
POLICIES = "row_policies.sql"
FILES = sorted(file for app in apps.get_app_configs() for file in (Path(app.path) / "sql").glob("*.sql"))
RUN_BY_MIGRATIONS = [file for file in FILES if file.name != POLICIES]
# Neither part of an extension nor of the job queue.
FUNCTIONS = """
    select format('function %s', oid::regprocedure), pg_get_functiondef(oid) || proacl::text from pg_proc
    where pronamespace = 'public'::regnamespace and proname not like 'procrastinate%'
    and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
"""
STATISTICS = "select format('statistics %I', stxname), pg_get_statisticsobjdef(oid) from pg_statistic_ext"
TRIGGERS = """
    select format('trigger %I on %s', tgname, tgrelid::regclass), pg_get_triggerdef(oid) from pg_trigger
    where not tgisinternal and tgrelid <> 'procrastinate_jobs'::regclass
"""
POLICY = "select format('policy %I on %I', policyname, tablename), p::text from pg_policies p"
PRIVILEGES = """
    select relname, format('%s %s %s', relacl, relrowsecurity, relforcerowsecurity) from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'S')
    union all
    select format('%s.%I', attrelid::regclass, attname), attacl::text from pg_attribute where attacl is not null
    and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
"""


def held(*questions: str) -> dict[str, str]:
    """Definitions and privileges, by name."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for question in questions:
            cursor.execute(question)
            found |= dict(cursor.fetchall())
    return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run_files() -> None:
    run(*(file.read_text() for file in RUN_BY_MIGRATIONS))
    call_command("database_roles")


def test_of_nothing_the_files_make_exactly_what_the_database_holds(db: None) -> None:
    """Identical, no more and no less: a function that is in no file would be missing after a rebuild."""
    before = held(FUNCTIONS, STATISTICS, TRIGGERS)
    with undone():
        run(*(f"drop {name} cascade" for name in held(FUNCTIONS, STATISTICS)))
        assert held(FUNCTIONS, STATISTICS, TRIGGERS) == {}
        run_files()
        assert held(FUNCTIONS, STATISTICS, TRIGGERS) == before
    assert len(before) > 20


def test_each_file_may_run_again(db: None) -> None:
    """A later migration has to rerun a file that has changed."""
    before = held(FUNCTIONS, STATISTICS, TRIGGERS, POLICY, PRIVILEGES)
    with undone():
        run_files()
        assert held(FUNCTIONS, STATISTICS, TRIGGERS, POLICY, PRIVILEGES) == before


def test_what_somebody_granted_by_hand_is_seen_and_goes(db: None) -> None:
    before = held(POLICY, PRIVILEGES)
    with undone():
        run("create policy stray on people_person using (true); grant select on people_link to public")
        assert held(POLICY, PRIVILEGES) != before
        run("revoke select on people_link from public")
        call_command("database_roles")
        assert held(POLICY, PRIVILEGES) == before


@pytest.mark.parametrize("file", RUN_BY_MIGRATIONS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_each_file_is_run_by_a_migration_and_named_by_a_model(file: Path) -> None:
    app = apps.get_containing_app_config(f"{'.'.join(file.relative_to(ROOT).parts[:-2])}.models")
    assert app
    migrations = "".join(one.read_text() for one in file.parents[1].glob("migrations/0*.py"))
    assert f'"{file.relative_to(ROOT).as_posix()}"' in migrations
    assert any(f"`sql/{file.name}`" in (model.__doc__ or "") for model in app.get_models())
