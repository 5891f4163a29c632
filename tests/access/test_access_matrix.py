"""Every URL × actor × method × row: who has access, and what is answered, shown and written."""

from __future__ import annotations

import pytest

from tests.access.support.access_matrix import Cell, cells_of, wrong_with
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.text_markers import found_in, models_with_text
from tests.access.support.url_inventory import Address, addresses
from tests.access.support.url_policy import POLICY, rule_of

pytestmark = pytest.mark.django_db
ADDRESSES = addresses()


def assert_right(cells: list[Cell], sample_world: SampleWorld) -> None:
    wrong = [sentence for cell in cells for sentence in wrong_with(cell, *sample_world)]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(cells)} cells", *wrong[:40]])


@pytest.mark.more
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route)
def test_everybody_at_every_address(sample_world: SampleWorld, address: Address) -> None:
    assert_right(list(cells_of(address, sample_world.world)), sample_world)


def test_a_sample_of_the_matrix(sample_world: SampleWorld) -> None:
    cells = [cell for address in ADDRESSES for cell in cells_of(address, sample_world.world)]
    assert len(cells) > 5_000
    assert_right(cells[::83], sample_world)


def test_every_address_declares_who_may_come() -> None:
    assert [one.name for one in ADDRESSES if rule_of(one.name) is None] == []


def test_no_policy_is_declared_for_an_address_that_is_gone() -> None:
    assert [name for name in POLICY if "*" not in name and name not in {one.name for one in ADDRESSES}] == []


def test_every_text_column_of_every_model_holds_a_marker(sample_world: SampleWorld) -> None:
    """Either in the database now, or before people were erased."""
    for model, columns in models_with_text():
        for column in columns:
            values = model._base_manager.values_list(column.name, flat=True)
            assert any(found_in(str(value)) for value in values), f"{model._meta.label}.{column.name}"


def test_no_marker_of_those_who_were_erased_is_left(sample_world: SampleWorld) -> None:
    gone = [marker for marker, owner in sample_world.readers.owners.items() if owner[0] == "gone"]
    assert len(gone) > 40
    for model, columns in models_with_text():
        for row in model._base_manager.values_list(*(column.name for column in columns)):
            assert not found_in(" ".join(map(str, row))) & set(gone)
