"""Fixtures for the tests that attack the website."""

from __future__ import annotations

import pytest

from tests.access.conftest import sample_world  # noqa: F401
from tests.builders import make_call


@pytest.fixture
def open_call(db: None) -> None:
    make_call()
