"""The world with its yardstick; and the walls, each of which can be taken away."""

from __future__ import annotations

from typing import NamedTuple

from tests.walls import markers
from tests.walls.readers import Readers
from tests.walls.world import World, build, forget, recognise


class Walled(NamedTuple):
    """A world, and who may read what in it."""

    world: World
    readers: Readers


def make(dress: str = "") -> Walled:
    """In a transaction that the caller undoes. `dress` stands before every text, where there is room for it."""
    world = build()
    markers.fill(dress)
    recognise(world)
    before = markers.homes()
    forget(world)
    return Walled(world, Readers(world, before, markers.homes()))
