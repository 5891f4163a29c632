"""Disable one of the two isolation layers, to prove that the other one suffices. Available to tests only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.test import override_settings

MIDDLEWARE = "brusselshelps.access.middleware.DatabaseRoleMiddleware"


@contextmanager
def without_the_database() -> Iterator[None]:
    """Pages query as the table owner, who sees every row. For clients (`Client`) created inside the block."""
    with override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if name != MIDDLEWARE]):
        yield


@contextmanager
def without_the_application() -> Iterator[None]:
    """`visible_to` returns every row to everybody, for every model that has it."""
    with ExitStack() as stack:
        for rows in {type(model._default_manager.all()) for model in apps.get_models()}:
            if hasattr(rows, "visible_to"):
                stack.enter_context(patch.object(rows, "visible_to", _everything))
        yield


def _everything(rows: Any, user: Any) -> Any:
    return rows.all()
