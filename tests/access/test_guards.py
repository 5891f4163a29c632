"""A guard whose absence goes unnoticed is no guard: each one is removed in turn, and a test must fail.

The row-level policies are disabled meanwhile, as they would mask the absence of many of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps

from tests.access import test_admin_bypasses, test_leaks, test_leaks_by_link, test_leaks_of_persons
from tests.access.support.access_matrix import cells_of, wrong_with
from tests.access.support.exchange import undone
from tests.access.support.guards import GUARDS, without
from tests.access.support.isolation_switch import without_the_database
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.url_inventory import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.more]
MODULES: tuple[ModuleType, ...] = (test_leaks, test_leaks_by_link, test_leaks_of_persons, test_admin_bypasses)
LEAKS = {
    name: test
    for module in MODULES
    for name, test in inspect.getmembers(module, inspect.isfunction)
    if name.startswith("test_")
}


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_that_is_gone_is_noticed(sample_world: SampleWorld, name: str) -> None:
    """Only the test named by the guard is run."""
    guard = GUARDS[name]
    with without_the_database(), without(guard):
        assert fails_somehow(LEAKS[guard.noticed_by], sample_world), (
            f"{guard.noticed_by} does not notice that it is gone"
        )


def test_nothing_is_noticed_as_long_as_all_stand(sample_world: SampleWorld) -> None:
    with without_the_database():
        assert list(who_notices(sample_world)) == []


def who_notices(sample_world: SampleWorld) -> Iterator[str]:
    """The leak tests that fail now, and then the failing cells of a sample of the matrix."""
    for name, test in LEAKS.items():
        if fails_somehow(test, sample_world):
            yield name
    for cell in [cell for address in addresses() for cell in cells_of(address, sample_world.world)][::7]:
        if wrong := wrong_with(cell, *sample_world):
            yield wrong[0]


def fails_somehow(test: Callable[..., None], sample_world: SampleWorld) -> bool:
    return any(fails(test, sample_world, **more) for more in ways_to_call(test))


def ways_to_call(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """The arguments pytest would pass to a test besides the world."""
    given = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    yield from [{name: value} for name, values in given for value in values] or [{}]


def fails(test: Callable[..., None], sample_world: SampleWorld, **more: Any) -> bool:
    """Whether a test's assertion fails; any other exception proves nothing, and is raised."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        wants = {"monkeypatch": monkeypatch} if "monkeypatch" in inspect.signature(test).parameters else {}
        try:
            with undone():
                test(sample_world, **more, **wants)
        except (AssertionError, pytest.fail.Exception):
            return True
    return False


def test_every_rule_of_who_sees_which_rows_is_among_the_guards() -> None:
    rows = {type(model._default_manager.all()) for model in apps.get_models()}
    assert {one for one in rows if hasattr(one, "visible_to")} <= {guard.where for guard in GUARDS.values()}
