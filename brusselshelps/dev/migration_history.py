"""Check whether a database fits this checkout: every migration it records must exist here."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import conninfo

from brusselshelps.dev.environment import ROOT


def migrations_here() -> set[tuple[str, str]]:
    """The app and name of each of our migrations."""
    files = [*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("brusselshelps/*/migrations/0*.py")]
    return {(file.parents[1].name, file.stem) for file in files}


def recorded_migrations(url: str) -> set[tuple[str, str]]:
    """The migrations a database records; none when it is empty."""
    parts = urlsplit(url)
    folder, _slash, name = unquote(parts.path).rpartition("/")
    # As django-environ reads it: without a host, the path is the folder of the socket.
    login = {
        "host": parts.hostname or folder[1:],
        "port": str(parts.port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": name,
    }
    with psycopg.connect(
        conninfo.make_conninfo(connect_timeout=5, **{key: value for key, value in login.items() if value})
    ) as connection:
        if connection.execute("select to_regclass('django_migrations')").fetchone() == (None,):
            return set()
        return set(connection.execute("select app, name from django_migrations"))


def unknown_migrations(url: str) -> list[str]:
    """Migrations of our apps that the database records but this checkout lacks: another version created the data."""
    here = migrations_here()
    apps = {app for app, _name in here}
    unknown = recorded_migrations(url) - here
    return sorted(f"{app}.{name}" for app, name in unknown if app in apps)
