"""Erasure: withdraw what is open, then empty the declared columns. Rows and keys stay, so no figure changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Protocol, runtime_checkable

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from brusselshelps.people.privacy.declarations import Personal, Who, declarations, field_of

EVERYTHING = frozenset(Who)


@runtime_checkable
class Withdrawable(Protocol):
    """A model from which people can withdraw."""

    PERSONAL: Personal

    def withdraw_persons(self, people: Collection[int], at: dt.datetime, who: Collection[Who]) -> None: ...


def withdraw_everything(people: Collection[int], at: dt.datetime, who: Collection[Who] = EVERYTHING) -> None:
    """Withdraw these persons from everything that is open.

    `who` narrows it to one side: what they asked for, or what they offer. Apps run in reverse order of installation,
    the order in which their actions lock rows.
    """
    for app in reversed(list(apps.get_app_configs())):
        for model in app.get_models():
            if isinstance(model, Withdrawable) and model.PERSONAL.who in {*who, Who.ANYBODY}:
                model.withdraw_persons(people, at, who)


def empty_columns(people: Collection[int], at: dt.datetime, who: Collection[Who] = EVERYTHING) -> int:
    """Empty the declared columns of these persons, for one side or all; return the number of values erased."""
    return sum(_empty(model, declared, people, at) for model, declared in declarations() if declared.who in who)


def count_columns(people: Collection[int], who: Collection[Who] = EVERYTHING) -> int:
    """How many values `empty_columns` would erase."""
    return sum(
        _count(rows, model, declared)
        for model, declared in declarations()
        if declared.who in who
        for rows in _rows(model, declared, people)
    )


def _empty(model: type[models.Model], declared: Personal, people: Collection[int], at: dt.datetime) -> int:
    values = {column: empty_value(model, column) for column in declared.columns}
    stamp = {declared.stamp: Coalesce(F(declared.stamp), at)} if declared.stamp else {}
    emptied = 0
    for rows in _rows(model, declared, people):
        emptied += _count(rows, model, declared)
        if values or stamp:
            rows.update(**values, **stamp)
    return emptied


def _rows(model: type[models.Model], declared: Personal, people: Collection[int]) -> list[models.QuerySet]:
    """One queryset per lookup to a person: a single query with "or" would scan the whole table."""
    of_them = [
        model._base_manager.filter(**{f"{lookup}__in": people}) for lookup in declared.lookups if declared.columns
    ]
    # Rows that are already empty are not updated again, unless they have a stamp to set.
    return of_them if declared.stamp else [rows.filter(_holds_something(model, declared)) for rows in of_them]


def _holds_something(model: type[models.Model], declared: Personal) -> Q:
    holds = Q()
    for column in declared.columns:
        holds |= _holds(model, column)
    return holds


def _holds(model: type[models.Model], column: str) -> Q:
    empty = empty_value(model, column)
    return Q(**{f"{column}__isnull": False}) if empty is None else ~Q(**{column: empty})


def _count(rows: models.QuerySet[models.Model], model: type[models.Model], declared: Personal) -> int:
    counts = {f"in_{column}": Count("pk", filter=_holds(model, column)) for column in declared.columns}
    return sum(rows.order_by().aggregate(**counts).values()) if counts else 0


def empty_value(model: type[models.Model], column: str) -> list[str] | str | None:
    """The empty value of a column."""
    found = field_of(model, column)
    if found.null:
        return None
    return [] if found.get_internal_type() == "ArrayField" else ""
