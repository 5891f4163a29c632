"""An unreachable database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections


@pytest.fixture
def database_away(django_db_blocker: Any) -> Iterator[None]:
    """Nothing listens on port 1, so that every connection to the database is really refused."""
    living, dead = connections["default"], connections["default"].copy()
    dead.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    connections["default"] = dead
    with django_db_blocker.unblock():
        yield
    connections["default"] = living
