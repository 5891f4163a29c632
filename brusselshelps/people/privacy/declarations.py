"""What is held about people: which columns, why, how long, for whom, and how each row leads to its person.

A model that holds anything about a person says so with `PERSONAL = Personal(...)`. Nothing else decides what is
forgotten, what somebody is given when they ask what is held about them, and what the privacy notice tells.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from babel import Locale
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.lazy_text import LazyText
from brusselshelps.reference.models import Language


class Who(models.TextChoices):
    """Whom a row can be about; the privacy notice tells each what concerns them."""

    ANYBODY = "anybody", _("For everybody")
    ASKS = "asks", _("When you ask for help")
    OFFERS = "offers", _("When you offer help")
    ORGANISATION = "organisation", _("When you ask for something for an organisation")


class Term(models.TextChoices):
    """How long: the periods of `settings.RETENTION`, in the words of the privacy notice."""

    PERSON = (
        "person",
        format_lazy(
            _(
                "for as long as we keep what you asked for or offered: until {closed} days after your last help "
                "request is closed, and never longer than {received} days; for volunteers, until {withdrawn} days "
                "after you stop, or until we have not heard from you for {quiet} days"
            ),
            **settings.RETENTION,
        ),
    )
    REQUEST = (
        "request",
        format_lazy(
            _("until {closed} days after your last help request is closed, and never longer than {received} days"),
            **settings.RETENTION,
        ),
    )
    OFFER = (
        "offer",
        format_lazy(
            _(
                "until {withdrawn} days after you stop, or until we have not heard from you for {quiet} days; we "
                "write to you {notice} days before"
            ),
            **settings.RETENTION,
        ),
    )
    NEED = (
        "need",
        format_lazy(
            _("until {closed} days after your need is closed, and never longer than {received} days"),
            **settings.RETENTION,
        ),
    )


class ReadBy(models.TextChoices):
    """Which of the staff may read a column, as data for tests and grants, and in the words of the privacy notice."""

    HOLDER = (
        "holder",
        _("the back office that holds your help request; both back offices as long as neither of them does"),
    )
    OFFICES = "offices", _("both back offices")
    OFFICES_OR_HOLDER = (
        "offices_or_holder",
        _("both back offices; if you ask for help, only the one that holds your help request, as soon as one does"),
    )
    LEADS = "leads", _("the leads of the back office that may see what you asked for or offered")
    NOBODY = "nobody", _("nobody: it cannot be read without the key of the platform")

    @property
    def roles(self) -> frozenset[str]:
        """The roles of `accounts.roles` that may ever read it; no other role reads anything personal."""
        if self == ReadBy.NOBODY:
            return frozenset()
        return frozenset({"lead"}) if self == ReadBy.LEADS else frozenset({"clerk", "lead"})

    @property
    def is_of_the_holder(self) -> bool:
        """Whether it is hidden from the other back office once one holds the help request."""
        return self in (ReadBy.HOLDER, ReadBy.OFFICES_OR_HOLDER, ReadBy.LEADS)


@dataclass(frozen=True)
class Purpose:
    """One personal column: what it is for, on which legal ground, how long, and who may read it.

    The words are those of the privacy notice. `what` names a column that has no words of its own: a keyed hash.
    """

    purpose: LazyText
    basis: LazyText
    term: Term
    read_by: ReadBy
    what: LazyText = ""

    @property
    def period(self) -> LazyText:
        return self.term.label

    @property
    def readers(self) -> LazyText:
        return self.read_by.label


@dataclass(frozen=True)
class Personal:
    """How a model leads to a person, which of its columns are personal, and which others have words but are facts.

    `person` is the lookup to the Person, `also` that to a second one, `stamp` the column that dates forgetting.
    With `instead`, a row that has a second person is about that one alone, and empties with either.
    `beside` names what of another row tells what this one is about: the category of an item that changed state.
    A column that could hold words and stands in neither `columns` nor `facts` fails the build (`people.checks`).
    """

    person: str
    columns: dict[str, Purpose] = field(default_factory=dict)
    who: Who = Who.ANYBODY
    stamp: str = ""
    also: str = ""
    beside: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    instead: bool = False

    @property
    def lookups(self) -> tuple[str, ...]:
        """The lookups that lead from a row to its persons."""
        return (self.person, self.also) if self.also else (self.person,)

    def about(self, people: list[int]) -> Q:
        """The rows about these persons."""
        rows = Q(**{f"{self.person}__in": people})
        if self.instead:
            rows &= Q(**{f"{self.also}__isnull": True})
        return rows | Q(**{f"{self.also}__in": people}) if self.also else rows


# Columns whose own name reads well only beside what they hold; in a list they are named so.
IN_A_LIST: dict[str, LazyText] = {
    "at": _("time"),
    "since": _("first day"),
    "until": _("last day"),
    "old": _("previous state"),
    "new": _("new state"),
    "phone_as_written": _("the number as it was written"),
}
# What waits for a moment behind it: “received at”, “ontvangen op”, “lu le”.
BEFORE_A_VALUE = re.compile(r",? (at|op|le)$")
PUBLIC_TASK = _("a task in the public interest: article 6(1)(e) of the GDPR")


def declarations() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every installed model that holds something about a person."""
    for model in apps.get_models():
        declared = getattr(model, "PERSONAL", None)
        if declared is not None:
            yield model, declared


def declaration_of(model: type[models.Model]) -> Personal:
    """What a model declares that holds something about a person."""
    declared: Personal | None = getattr(model, "PERSONAL", None)
    assert declared is not None, f"{model.__name__} declares nothing"
    return declared


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


def data_held_about(people: list[int]) -> list[HeldRows]:
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
            personal = owner is row and name in declaration_of(type(row)).columns
            yield Cell(str(field_of(type(owner), name).verbose_name), value, personal)


def _in_words(row: models.Model, name: str) -> str:
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label else getattr(row, name)
    # A box that is not ticked says nothing: nobody asked for somebody else, or nothing was said of an age.
    if value is None or value is False:
        return ""
    if value is True:
        return gettext("yes")
    if value and field_of(type(row), name).choices == Language.choices:
        return str(Locale.parse(get_language() or "nl").languages[getattr(row, name)])
    return str(localize(localtime(value) if isinstance(value, dt.datetime) else value))


def personal_columns(model: type[models.Model]) -> list[str]:
    """The declared columns that people can read: all but keyed hashes."""
    return [column for column in declaration_of(model).columns if _says_something(field_of(model, column))]


def facts(model: type[models.Model]) -> list[str]:
    """The other columns that say something: dates, states, categories, places."""
    says = [found.name for found in model._meta.concrete_fields if _says_something(found)]
    return [name for name in says if name not in declaration_of(model).columns]


def field_of(model: type[models.Model], lookup: str) -> models.Field:
    """The column at the end of a lookup such as item__category."""
    *steps, name = lookup.split("__")
    for step in steps:
        related = field_of(model, step).related_model
        assert isinstance(related, type), f"{step} leads to no other row"
        model = related
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def label_of(model: type[models.Model], name: str) -> str:
    """What a column is called in the privacy notice and the register."""
    return BEFORE_A_VALUE.sub("", str(IN_A_LIST.get(name) or field_of(model, name).verbose_name))


def _says_something(column: models.Field) -> bool:
    """Keys and hashes have no words of their own; and what leads to persons, their rows or staff is not told."""
    if not isinstance(column.verbose_name, Promise):
        return False
    to = column.related_model
    return not isinstance(to, type) or not (hasattr(to, "PERSONAL") or to._meta.label == settings.AUTH_USER_MODEL)
