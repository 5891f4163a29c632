"""Shared by the three commands: an exclusive transaction, and references that are not in use yet."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice

from django.db import connection, models, transaction

from brusselshelps.people.public_references import POSSIBLE, reference_of

# Coprime with POSSIBLE, so that the sequence reaches every number before it repeats.
STRIDE = 48_271_000_001


@contextmanager
def alone(command: str) -> Iterator[None]:
    """One transaction, and one run at a time: a second run waits, then finds what the first one stored."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [zlib.crc32(f"brusselshelps.{command}".encode())])
        yield


def made_up_key(purpose: str, name: str) -> str:
    """The key that identifies a made-up row at the next run. Not secret: it survives a change of the secret key."""
    return hashlib.sha256(f"brusselshelps.{purpose}:{name}".encode()).hexdigest()


def references(model: type[models.Model], seed: str) -> Iterator[str]:
    """An endless series of references for the rows of a model, derived from the seed and all different."""
    first = int(made_up_key("reference", f"{model._meta.model_name}/{seed}"), 16) % POSSIBLE
    return (reference_of((first + step * STRIDE) % POSSIBLE) for step in count())


def free_references(model: type[models.Model], seed: str, number: int) -> list[str]:
    """The first references of the seed that no row of the model has."""
    source = references(model, seed)
    free: list[str] = []
    while len(free) < number:
        drawn = list(islice(source, number - len(free)))
        taken = set(model._base_manager.filter(reference__in=drawn).values_list("reference", flat=True))
        free += [reference for reference in drawn if reference not in taken]
    return free
