"""A unique word in every personal column; and the database dumped and restored, as others would receive it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib.sessions.models import Session
from django.db import connection, models

from brusselshelps.dev import postgres_binaries
from brusselshelps.people.privacy.declarations import declarations, field_of

ROOT = Path(__file__).parents[3]


def plant() -> set[str]:
    """Write a unique word into every personal column of every row, except columns with fixed choices."""
    numbers, words = count(1), set()
    for model, declared in declarations():
        columns = [field_of(model, name) for name in declared.columns]
        for key in model._base_manager.values_list("pk", flat=True):
            values = {one.name: _word(one, next(numbers)) for one in columns if not (one.choices or _is_listed(one))}
            model._base_manager.filter(pk=key).update(**values)
            words |= set(values.values())
    return words


def _is_listed(column: models.Field) -> bool:
    return column.get_internal_type() == "ArrayField"


def _word(column: models.Field, number: int) -> str:
    if column.name == "phone":
        return f"+32499{number:06}"
    if column.name.endswith("_key"):
        return f"{number:064x}"
    word = f"planted{number:06}q"
    return f"{word}@example.org" if isinstance(column, models.EmailField) else word


def sessions() -> str:
    """The decoded contents of the sessions, which a dump shows encoded."""
    return repr([session.get_decoded() for session in Session.objects.all()])


def dumped(database: str) -> str:
    """The whole database, as SQL."""
    return _run("pg_dump", "--no-owner", "--no-privileges", database).stdout


@contextmanager
def restored(dump: str) -> Iterator[str]:
    """The name of a separate database loaded from this dump, as after a restore."""
    name = f"{connection.settings_dict['NAME']}_restored"
    try:
        _run("dropdb", "--if-exists", name)
        _run("createdb", name)
        _run("psql", "--quiet", "--set=ON_ERROR_STOP=1", name, input=dump)
        yield name
    finally:
        _run("dropdb", "--if-exists", "--force", name)


def manage(database: str, *words: str) -> str:
    """The output of manage.py, run on this database in a separate process."""
    run = starts(database, *words)
    said, failed = run.communicate()
    assert run.returncode == 0, failed
    return said


def starts(database: str, *words: str) -> subprocess.Popen[str]:
    where = connection.settings_dict
    user = quote(where["USER"]) + (f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else "")
    # A socket directory needs an extra leading slash.
    host = f"/{where['HOST']}" if where["HOST"].startswith("/") else where["HOST"]
    port = f":{where['PORT']}" if where["PORT"] and not host.startswith("/") else ""
    environment = os.environ | {"DATABASE_URL": f"postgres://{user}@{host}{port}/{database}", "DEBUG": "True"}
    command = [sys.executable, "manage.py", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)


def _run(program: str, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    where = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(where[key]) for name, key in names.items() if where[key]}
    command = [str(postgres_binaries.find() / program), *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, **more)
    assert run.returncode == 0, f"{program}: {run.stderr}"
    return run
