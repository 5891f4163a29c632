"""Two isolation layers: with either disabled the other enforces the whole matrix; with both disabled nothing does."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from typing import Any

import pytest

from tests.access.support.access_matrix import Cell, cells_of, wrong_with
from tests.access.support.isolation_switch import without_the_application, without_the_database
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.url_inventory import Address, addresses

pytestmark = pytest.mark.django_db
ADDRESSES = [one for one in addresses() if one.route.startswith(("admin/", "reports/"))]
GONE = {"the database": without_the_database, "the application": without_the_application}


def cells_behind(address: Address, sample_world: SampleWorld) -> list[Cell]:
    """What staff read and send; other visitors do not get as far as either layer."""
    cells = cells_of(address, sample_world.world)
    return [cell for cell in cells if cell.method in ("GET", "POST") and sample_world.world.actors[cell.actor].user]


def wrong_without(gone: tuple[str, ...], cells: list[Cell], sample_world: SampleWorld) -> list[str]:
    with ExitStack() as walls:
        for name in gone:
            taken: AbstractContextManager[Any] = GONE[name]()
            walls.enter_context(taken)
        return [sentence for cell in cells for sentence in wrong_with(cell, *sample_world)]


@pytest.mark.more
@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route)
def test_the_other_layer_holds(sample_world: SampleWorld, address: Address, gone: str) -> None:
    wrong = wrong_without((gone,), cells_behind(address, sample_world), sample_world)
    assert not wrong, "\n".join([f"{len(wrong)} cells", *wrong[:40]])


@pytest.mark.parametrize("gone", GONE)
def test_the_other_layer_holds_a_sample(sample_world: SampleWorld, gone: str) -> None:
    cells = [cell for address in ADDRESSES for cell in cells_behind(address, sample_world)]
    assert wrong_without((gone,), cells[::41], sample_world) == []


def test_without_both_layers_the_matrix_is_red(sample_world: SampleWorld) -> None:
    cells = [cell for address in ADDRESSES if address.is_of_requests for cell in cells_behind(address, sample_world)]
    wrong = wrong_without(tuple(GONE), cells[::29], sample_world)
    assert len(wrong) > 20
    assert any("told" in sentence for sentence in wrong)
    assert any("wrote" in sentence for sentence in wrong)
