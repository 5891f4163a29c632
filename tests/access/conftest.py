"""The sample world, built once per test module and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.support.exchange import undone
from tests.access.support.matrix_setup import SampleWorld, make


@pytest.fixture(scope="module")
def sample_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SampleWorld]:
    with django_db_blocker.unblock(), undone():
        yield make()
