"""The declared person: which columns hold personal text, why, how long, and for whom.

A model that holds personal text says so with `PERSONAL = Personal(...)`. Nothing else decides what is forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce


@dataclass(frozen=True)
class Held:
    """One personal column: what it is for, on which legal ground (GDPR, article 6), how long, and who may read it."""

    purpose: str
    basis: str
    kept: str
    readers: str


@dataclass(frozen=True)
class Personal:
    """The personal columns of a model, the lookup that leads to its Person, and the column that dates forgetting."""

    person: str
    columns: dict[str, Held]
    stamp: str = ""


PUBLIC_TASK = "public task, article 6(1)(e)"
UNTIL_FORGOTTEN = "until the person is forgotten"
BACK_OFFICE = "the back office that holds the request"
BOTH_OFFICES = "both back offices"


def declarations() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every installed model that declares personal columns."""
    for model in apps.get_models():
        declared = getattr(model, "PERSONAL", None)
        if declared is not None:
            yield model, declared


def withdraw_everything(people: list[int], at: dt.datetime) -> None:
    """Ask each model that people can withdraw from to do so; it says so by having `withdraw_persons`."""
    for model in apps.get_models():
        if hasattr(model, "withdraw_persons"):
            model.withdraw_persons(people, at)


def empty_columns(people: list[int], at: dt.datetime) -> None:
    """Empty each declared column of these persons. Rows and keys stay, so nothing that is counted changes."""
    for model, declared in declarations():
        values = {column: _nothing(model, column) for column in declared.columns}
        if declared.stamp:
            values[declared.stamp] = Coalesce(F(declared.stamp), at)
        model._base_manager.filter(**{f"{declared.person}__in": people}).update(**values)


def _nothing(model: type[models.Model], column: str) -> Any:
    field = model._meta.get_field(column)
    assert isinstance(field, models.Field)
    if field.null:
        return None
    return [] if field.get_internal_type() == "ArrayField" else ""
