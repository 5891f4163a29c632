"""Build the sample world together with the expected readers of its rows."""

from __future__ import annotations

from typing import NamedTuple

from tests.access.support import text_markers
from tests.access.support.expected_readers import Readers
from tests.access.support.sample_world import World, build, erase_some, recognise


class SampleWorld(NamedTuple):
    """A world, and who may read what in it."""

    world: World
    readers: Readers


def make(dress: str = "") -> SampleWorld:
    """Call it in a transaction that the caller rolls back. `dress` is put before every text that has space for it."""
    world = build()
    text_markers.fill(dress)
    recognise(world)
    before = text_markers.homes()
    erase_some(world)
    return SampleWorld(world, Readers(world, before, text_markers.homes()))
