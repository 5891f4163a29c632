"""Separate database servers and checkouts, removed after each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from brusselshelps.dev.environment import ROOT
from brusselshelps.dev.postgres import Cluster

LEFT_OUT = (".git", ".venv", ".local", "tests", "docs", "staticfiles", "__pycache__", ".*_cache")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "pg", durable=False)
    yield made
    made.stop()
    shutil.rmtree(made.base, ignore_errors=True)
    shutil.rmtree(made.socket, ignore_errors=True)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A checkout with the Makefile, the requirements and the development tools, but nothing of the platform itself."""
    shutil.copytree(ROOT / "brusselshelps" / "dev", tmp_path / "brusselshelps" / "dev")
    shutil.copy(ROOT / "brusselshelps" / "translation_catalogs.py", tmp_path / "brusselshelps")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "brusselshelps" / "__init__.py").touch()
    return tmp_path


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout of the whole project in which nothing has been run yet."""
    place = tmp_path / "house"
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*LEFT_OUT))
    yield place
    made = Cluster(place / ".local" / "pg")
    made.stop()
    if made.base != made.root:
        shutil.rmtree(made.base, ignore_errors=True)
