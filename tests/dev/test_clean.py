"""`make clean` keeps the source, files written by hand, and everything in other checkouts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from brusselshelps.dev.clean import ANYWHERE, AT_THE_TOP
from brusselshelps.dev.environment import ROOT
from brusselshelps.dev.postgres import Cluster
from tests.dev.test_install import make

MADE = (
    ".venv/bin/python",
    ".local/mail/one.eml",
    ".coverage.host.1",
    ".mypy_cache/cache.json",
    "staticfiles/site.css",
    "locale/nl/LC_MESSAGES/django.mo",
    "brusselshelps/dev/__pycache__/run.pyc",
    "tests/browser/tools/markup/node_modules/one/index.js",
)
KEPT = (
    ".env",
    "notes/__pycache__/mine.pyc",
    "locale/nl/LC_MESSAGES/django.po",
    # Another checkout, inside this one.
    "tests/copy/.git/HEAD",
    "tests/copy/__pycache__/run.pyc",
)


@pytest.fixture
def lived_in(tools: Path) -> Path:
    """A checkout in which everything except the servers has been run."""
    for name in (*MADE, *KEPT):
        (tools / name).parent.mkdir(parents=True, exist_ok=True)
        (tools / name).touch()
    return tools


@pytest.fixture
def servers(lived_in: Path) -> Iterator[list[Cluster]]:
    """The servers of `make run` and of the tests, and one with another name, all running."""
    started = [Cluster(lived_in / ".local" / name, durable=False) for name in ("pg", "pg-test", "pg-other")]
    for server in started:
        server.start()
    yield started
    for server in started:
        server.remove()


def present(folder: Path, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if (folder / name).exists()]


def test_it_removes_what_git_ignores_but_the_settings() -> None:
    lines = (ROOT / ".gitignore").read_text().splitlines()
    ignored = {line.rstrip("/") for line in lines if line and not line.startswith("#")}
    assert {*AT_THE_TOP, *ANYWHERE} == ignored - {".env"}


def test_what_was_made_goes_and_what_was_written_stays(lived_in: Path) -> None:
    (lived_in / "staticfiles" / "linked").symlink_to(lived_in / "notes")
    done = make(lived_in, "clean")
    assert (done.returncode, done.stderr) == (0, "")
    assert present(lived_in, MADE) == []
    assert present(lived_in, KEPT) == list(KEPT)


def test_servers_are_stopped_and_their_data_is_gone(lived_in: Path, servers: list[Cluster], cluster: Cluster) -> None:
    cluster.start()
    assert make(lived_in, "clean").returncode == 0
    assert not any(server.pid() for server in servers)
    assert [path for server in servers for path in (server.root, server.base, server.socket) if path.exists()] == []
    assert cluster.ready()


def test_it_works_twice_and_where_half_is_missing(lived_in: Path, servers: list[Cluster]) -> None:
    servers.pop().remove()
    shutil.rmtree(lived_in / ".local")
    shutil.rmtree(lived_in / ".venv")
    assert [make(lived_in, "clean").returncode for _ in range(2)] == [0, 0]
    assert [server.base for server in servers if server.base.exists()] == []
    assert not any(server.pid() for server in servers)


def test_an_environment_that_is_a_link_loses_the_link_alone(lived_in: Path) -> None:
    shutil.rmtree(lived_in / ".venv")
    (lived_in / ".venv").symlink_to(lived_in / "notes")
    assert make(lived_in, "clean").returncode == 0
    assert not (lived_in / ".venv").is_symlink()
    assert present(lived_in, KEPT) == list(KEPT)
