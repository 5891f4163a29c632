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


def make() -> Walled:
    """In a transaction that the caller undoes."""
    world = build()
    markers.fill()
    recognise(world)
    before = markers.homes()
    forget(world)
    return Walled(world, Readers(world, before, markers.homes()))
