"""What is held about people: which columns, why, how long, for whom, and how each row leads to its person.

A model that holds anything about a person says so with `PERSONAL = Personal(...)`. Nothing else decides what is
forgotten, what somebody is given when they ask what is held about them, and what the privacy notice tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Who(models.TextChoices):
    """Whom a row can be about; the privacy notice tells each what concerns them."""

    ANYBODY = "anybody", _("For everybody")
    ASKS = "asks", _("When you ask for help")
    OFFERS = "offers", _("When you offer help")
    ORGANISATION = "organisation", _("When you ask something for an organisation")


@dataclass(frozen=True)
class Held:
    """One personal column: what it is for, on which legal ground, how long, and who may read it.

    The words are those of the privacy notice. `what` names a column that has no words of its own: a keyed hash.
    """

    purpose: StrOrPromise
    basis: StrOrPromise
    kept: StrOrPromise
    readers: StrOrPromise
    what: StrOrPromise = ""


@dataclass(frozen=True)
class Personal:
    """How a model leads to a person, and which of its columns are personal; the others that have words are facts.

    `person` is the lookup to the Person, `also` that to a second one, `stamp` the column that dates forgetting.
    `beside` names what of another row tells what this one is about: the category of an item that changed state.
    """

    person: str
    columns: dict[str, Held] = field(default_factory=dict)
    who: Who = Who.ANYBODY
    stamp: str = ""
    also: str = ""
    beside: tuple[str, ...] = ()

    def about(self, people: list[int]) -> Q:
        """The rows about these persons."""
        rows = Q(**{f"{self.person}__in": people})
        return rows | Q(**{f"{self.also}__in": people}) if self.also else rows


PUBLIC_TASK = _("a task in the public interest: article 6(1)(e) of the GDPR")
UNTIL_FORGOTTEN = _("until you are forgotten")
BACK_OFFICE = _("the back office that holds your help request; both as long as neither does")
BOTH_OFFICES = _("both back offices")
OFFICES = _("both back offices; when you ask for help, only the one that holds your help request, once one does")
NOBODY = _("nobody: without the key of the platform it cannot be read")


def declarations() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every installed model that holds something about a person."""
    for model in apps.get_models():
        declared = getattr(model, "PERSONAL", None)
        if declared is not None:
            yield model, declared


def withdraw_everything(people: list[int], at: dt.datetime) -> None:
    """Ask each model that people can withdraw from to do so; it says so by having `withdraw_persons`.

    The upper rooms first, which is also the order in which their verbs lock rows.
    """
    for room in reversed(list(apps.get_app_configs())):
        for model in room.get_models():
            if hasattr(model, "withdraw_persons"):
                model.withdraw_persons(people, at)


def empty_columns(people: list[int], at: dt.datetime) -> None:
    """Empty each declared column of these persons. Rows and keys stay, so nothing that is counted changes."""
    for model, declared in declarations():
        values = {column: _nothing(model, column) for column in declared.columns}
        if declared.stamp:
            values[declared.stamp] = Coalesce(F(declared.stamp), at)
        if values:
            model._base_manager.filter(declared.about(people)).update(**values)


def _nothing(model: type[models.Model], column: str) -> Any:
    found = field_of(model, column)
    if found.null:
        return None
    return [] if found.get_internal_type() == "ArrayField" else ""


@dataclass(frozen=True)
class Cell:
    """One thing that is held, in words of the reader's language, but for what somebody typed or chose: `personal`."""

    label: str
    value: str
    personal: bool = False


@dataclass(frozen=True)
class HeldRows:
    """All rows of one kind that are about somebody; `what` names the kind, in the plural."""

    what: str
    rows: tuple[tuple[Cell, ...], ...]


def held_about(people: list[int]) -> list[HeldRows]:
    """What is held about these persons, per model, in the active language; what is empty is left out.

    `people` are keys of persons, as `Person.same_persons` gives them. Nothing here is about anybody else: not the other
    side of a match, not the staff.
    """
    return [
        HeldRows(str(model._meta.verbose_name_plural), rows)
        for model, declared in declarations()
        if (rows := _rows(model, declared, people))
    ]


def _rows(model: type[models.Model], declared: Personal, people: list[int]) -> tuple[tuple[Cell, ...], ...]:
    lookups = [*declared.beside, *personal_columns(model), *facts(model)]
    found = model._base_manager.filter(declared.about(people)).order_by("pk")
    related = [lookup for lookup in lookups if field_of(model, lookup).is_relation]
    related += [lookup.rpartition("__")[0] for lookup in declared.beside]
    return tuple(tuple(_cells(row, lookups)) for row in (found.select_related(*related) if related else found))


def _cells(row: models.Model, lookups: list[str]) -> Iterator[Cell]:
    for lookup in lookups:
        *steps, name = lookup.split("__")
        owner = row
        for step in steps:
            owner = getattr(owner, step)
        if value := _in_words(owner, name):
            personal = owner is row and name in row.PERSONAL.columns  # type: ignore[attr-defined]
            yield Cell(str(field_of(type(owner), name).verbose_name), value, personal)


def _in_words(row: models.Model, name: str) -> str:
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label else getattr(row, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(localize(localtime(value) if isinstance(value, dt.datetime) else value))


def personal_columns(model: Any) -> list[str]:
    """The declared columns that people can read: all but keyed hashes."""
    return [column for column in model.PERSONAL.columns if _says_something(field_of(model, column))]


def facts(model: Any) -> list[str]:
    """The other columns that say something: dates, states, categories, places."""
    says = [found.name for found in model._meta.concrete_fields if _says_something(found)]
    return [name for name in says if name not in model.PERSONAL.columns]


def field_of(model: type[models.Model], lookup: str) -> models.Field:
    """The column at the end of a lookup such as item__category."""
    *steps, name = lookup.split("__")
    for step in steps:
        model = field_of(model, step).related_model  # type: ignore[assignment]
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def _says_something(column: models.Field) -> bool:
    """Keys and hashes have no words of their own; and what leads to persons, their rows or staff is not told."""
    if not isinstance(column.verbose_name, Promise):
        return False
    to: Any = column.related_model
    return to is None or not (hasattr(to, "PERSONAL") or to._meta.label == settings.AUTH_USER_MODEL)
