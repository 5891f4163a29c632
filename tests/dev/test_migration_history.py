"""A database made by another version of the platform: our own is recreated, anybody else's is left alone."""

from __future__ import annotations

import psycopg
import pytest

from brusselshelps.dev import listen_address, postgres, supervisor
from brusselshelps.dev.migration_history import migrations_here, unknown_migrations
from brusselshelps.dev.postgres import Cluster
from brusselshelps.dev.supervisor import Failed, Supervisor

HISTORY = "create table django_migrations (app text, name text)"
ADDRESS = listen_address.Address("127.0.0.1", 8000)


def record(cluster: Cluster, *migrations: tuple[str, str]) -> str:
    """Start a database with this migration history; returns its URL."""
    url = cluster.start()
    with psycopg.connect(host=str(cluster.socket), user=postgres.NAME, dbname=postgres.NAME) as connection:
        connection.execute(HISTORY)
        for migration in migrations:
            connection.execute("insert into django_migrations values (%s, %s)", migration)
    return url


def started(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of the database that `make run` uses when its data is in this cluster."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(supervisor.postgres, "DATA", cluster.root)
    return Supervisor(ADDRESS)._start_database()


def test_an_empty_database_and_one_of_this_version_fit(cluster: Cluster) -> None:
    assert unknown_migrations(cluster.start()) == []
    url = record(cluster, ("people", "0001_schema"), ("sessions", "0001_initial"))
    assert ("people", "0001_schema") in migrations_here()
    assert unknown_migrations(url) == []


def test_a_migration_that_is_not_here_is_named(cluster: Cluster) -> None:
    url = record(cluster, ("people", "0001_schema"), ("accounts", "0004_look"), ("sessions", "0999_gone"))
    assert unknown_migrations(url) == ["accounts.0004_look"]


def test_our_own_data_of_another_version_are_said_to_go_and_made_anew(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    record(cluster, ("accounts", "0004_look"))
    url = started(cluster, monkeypatch)
    assert "made by another version of Brussels helps" in capfd.readouterr().out
    assert unknown_migrations(url) == []
    with psycopg.connect(host=str(cluster.socket), user=postgres.NAME, dbname=postgres.NAME) as connection:
        assert connection.execute("select to_regclass('django_migrations')").fetchone() == (None,)


def test_our_own_data_of_this_version_stay(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    record(cluster, ("people", "0001_schema"))
    started(cluster, monkeypatch)
    assert "another version" not in capfd.readouterr().out
    with psycopg.connect(host=str(cluster.socket), user=postgres.NAME, dbname=postgres.NAME) as connection:
        assert connection.execute("select name from django_migrations").fetchone() == ("0001_schema",)


def test_a_database_of_somebody_else_stays_as_it_is_and_nothing_starts(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = record(cluster, ("accounts", "0004_look"))
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Failed, match=r"accounts\.0004_look.*Nothing in it was changed"):
        Supervisor(ADDRESS)._start_database()
    assert unknown_migrations(url) == ["accounts.0004_look"]
