"""Declarations of personal data: which columns, for what purpose, how long, readable by whom, and about which person.

A model that holds personal data declares it with `PERSONAL = Personal(...)`. That is the only source for what is
erased, what people receive when they ask what is held about them, and what the privacy notice says.
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
    """The kinds of people a row can be about; the privacy notice has a section for each."""

    ANYBODY = "anybody", _("For everybody")
    ASKS = "asks", _("When you ask for help")
    OFFERS = "offers", _("When you offer help")
    ORGANISATION = "organisation", _("When you ask for something for an organisation")


class Term(models.TextChoices):
    """Retention periods from `settings.RETENTION`, in the words of the privacy notice."""

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
    """Which staff may read a column: data for tests and grants, with the words of the privacy notice."""

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
        """The roles of `access.roles` that may ever read it; no other role reads personal data."""
        if self == ReadBy.NOBODY:
            return frozenset()
        return frozenset({"lead"}) if self == ReadBy.LEADS else frozenset({"clerk", "lead"})

    @property
    def is_of_the_holder(self) -> bool:
        """Whether it is hidden from the other back office once one office holds the help request."""
        return self in (ReadBy.HOLDER, ReadBy.OFFICES_OR_HOLDER, ReadBy.LEADS)


@dataclass(frozen=True)
class Purpose:
    """One personal column: its purpose, legal basis, retention period and readers, in the words of the privacy notice.

    `what` names a column without a name of its own: a keyed hash.
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
    """How a model relates to a person, which of its columns are personal, and which other text columns are facts.

    `person` is the lookup to the Person, `also` the lookup to a second one, `stamp` the column that dates the erasure.
    With `instead`, a row with a second person is about that person only, but is emptied with either of them.
    `beside` lists lookups into related rows that give this row its meaning: the category of an item that changed state.
    A column that could hold text and is in neither `columns` nor `facts` fails the build (`privacy/checks.py`).
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
        """The lookups from a row to its persons."""
        return (self.person, self.also) if self.also else (self.person,)

    def about(self, people: list[int]) -> Q:
        """The rows about these persons."""
        rows = Q(**{f"{self.person}__in": people})
        if self.instead:
            rows &= Q(**{f"{self.also}__isnull": True})
        return rows | Q(**{f"{self.also}__in": people}) if self.also else rows


# Columns whose own name is only clear next to their value get another name in a list.
IN_A_LIST: dict[str, LazyText] = {
    "at": _("time"),
    "since": _("first day"),
    "until": _("last day"),
    "old": _("previous state"),
    "new": _("new state"),
    "phone_as_written": _("the number as it was written"),
}
# A trailing preposition that expects a value: “received at”, “ontvangen op”, “lu le”.
BEFORE_A_VALUE = re.compile(r",? (at|op|le)$")
PUBLIC_TASK = _("a task in the public interest: article 6(1)(e) of the GDPR")


def declarations() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every installed model that declares personal data."""
    for model in apps.get_models():
        declared = getattr(model, "PERSONAL", None)
        if declared is not None:
            yield model, declared


def declaration_of(model: type[models.Model]) -> Personal:
    """The declaration of a model that holds personal data."""
    declared: Personal | None = getattr(model, "PERSONAL", None)
    assert declared is not None, f"{model.__name__} declares nothing"
    return declared


@dataclass(frozen=True)
class Cell:
    """One value that is held, in the reader's language; `personal` when it is what somebody typed or chose."""

    label: str
    value: str
    personal: bool = False


@dataclass(frozen=True)
class HeldRows:
    """All rows of one kind about somebody; `what` is the plural name of the kind."""

    what: str
    rows: tuple[tuple[Cell, ...], ...]


def data_held_about(people: list[int]) -> list[HeldRows]:
    """The data held about these persons, per model, in the active language; empty values are left out.

    `people` are primary keys of persons, as returned by `Person.same_persons`. Nothing about anybody else is included:
    neither the other side of a match nor staff.
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
    # An unticked box carries no information: the request was not for somebody else, or no age was given.
    if value is None or value is False:
        return ""
    if value is True:
        return gettext("yes")
    if value and field_of(type(row), name).choices == Language.choices:
        return str(Locale.parse(get_language() or "nl").languages[getattr(row, name)])
    return str(localize(localtime(value) if isinstance(value, dt.datetime) else value))


def personal_columns(model: type[models.Model]) -> list[str]:
    """The declared columns that people can read: all except keyed hashes."""
    return [column for column in declaration_of(model).columns if _says_something(field_of(model, column))]


def facts(model: type[models.Model]) -> list[str]:
    """The other readable columns: dates, states, categories, places."""
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
    """The name of a column in the privacy notice and the register."""
    return BEFORE_A_VALUE.sub("", str(IN_A_LIST.get(name) or field_of(model, name).verbose_name))


def _says_something(column: models.Field) -> bool:
    """Whether a column is shown: not keys and hashes, which have no label, nor relations to personal rows or staff."""
    if not isinstance(column.verbose_name, Promise):
        return False
    to = column.related_model
    return not isinstance(to, type) or not (hasattr(to, "PERSONAL") or to._meta.label == settings.AUTH_USER_MODEL)
