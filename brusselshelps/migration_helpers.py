"""Helpers for writing migrations: permanent like those, and independent of the models, which keep changing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.migrations import AddConstraint, AddIndex, RunSQL
from django.db.models import CASCADE, PROTECT, BaseConstraint, Field, ForeignKey, Index, Q

ROOT = Path(__file__).parents[1]
LANGUAGES = ("nl", "fr", "en")


def refers_to(model: str, name: str, **options: Any) -> ForeignKey:
    """A foreign key to a row that cannot be deleted while it is referred to."""
    return ForeignKey(model, PROTECT, verbose_name=name, **options)


def part_of(model: str, name: str, **options: Any) -> ForeignKey:
    """A foreign key to the row that this one is part of and is deleted with."""
    return ForeignKey(model, CASCADE, verbose_name=name, **options)


def in_languages(name: str, field: type[Field], label: str, **options: Any) -> Iterator[tuple[str, Field]]:
    """The columns of a translated text: one for the reader's language, and one each for Dutch, French and English."""
    yield name, field(label, **options)
    for language in LANGUAGES:
        yield f"{name}_{language}", field(label, null=True, **options)


def in_every_language(*fields: str) -> Q:
    """A condition: each of these texts exists in Dutch, French and English."""
    columns = [f"{field}_{language}" for field in fields for language in LANGUAGES]
    return Q(*(rule for column in columns for rule in ((f"{column}__isnull", False), (f"{column}__regex", r"\S"))))


def in_no_language(field: str) -> Q:
    columns = [f"{field}_{language}" for language in LANGUAGES]
    return Q(*(Q(**{f"{column}__isnull": True}) | Q(**{column: ""}) for column in columns))


def rules(model: str, *added: BaseConstraint | Index) -> Iterator[AddConstraint | AddIndex]:
    """Operations that add constraints and indexes to a model."""
    for one in added:
        yield AddIndex(model, one) if isinstance(one, Index) else AddConstraint(model, one)


def run_sql(file: str, *, reverse: str) -> RunSQL:
    """An operation that runs a SQL file, given by its path from the root: "volunteers/sql/availability.sql".

    Such a file replaces what exists, so that a later migration may run it again.
    """
    return RunSQL((ROOT / file).read_text(encoding="utf-8"), reverse)
