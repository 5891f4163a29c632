"""What the three commands share: a transaction nobody else is in, and references that nobody has yet."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice

from django.db import connection, models, transaction

from brusselshelps.people.references import POSSIBLE, reference_of

# Shares no factor with POSSIBLE, so that it passes every number once before it comes back.
STRIDE = 48_271_000_001


@contextmanager
def alone(command: str) -> Iterator[None]:
    """All or nothing, and one at a time: a second run waits, then finds what the first one stored."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [zlib.crc32(f"brusselshelps.{command}".encode())])
        yield


def made_up_key(purpose: str, name: str) -> str:
    """What a made-up row is known by at the next run. No secret: it is found again after the secret key has changed."""
    return hashlib.sha256(f"brusselshelps.{purpose}:{name}".encode()).hexdigest()


def references(model: type[models.Model], seed: str) -> Iterator[str]:
    """References without end for the rows of a model; they follow from the seed and are all different."""
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
