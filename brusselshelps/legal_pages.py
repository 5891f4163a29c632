"""The privacy notice, generated from what the models declare, and the accessibility statement. Neither uses a
database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brusselshelps.lazy_text import LazyText
from brusselshelps.people.forms.views import SENT_COOKIE
from brusselshelps.people.models import Link
from brusselshelps.people.privacy.declarations import (
    Purpose,
    Who,
    declaration_of,
    declarations,
    facts,
    label_of,
)

# The date on which the statement was last checked against the pages. Check it again at least once a year.
STATEMENT_OF = dt.date(2026, 11, 25)
AUTHORITY = "contact@apd-gba.be"
OMBUDSMEN = {"vgc": "www.vlaamseombudsdienst.be", "cocof": "www.ombuds.brussels", "all": "www.ombudsman.be"}


@dataclass(frozen=True)
class Line:
    """Columns of one kind of row that serve one purpose: “help request: message”."""

    kind: str
    columns: tuple[str, ...]
    purpose: LazyText = ""


@dataclass(frozen=True)
class Part:
    """Columns that are kept equally long and read by the same people."""

    period: LazyText
    readers: LazyText
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chapter:
    """All that can be held about one group of people: the personal columns by part, and the other facts."""

    title: LazyText
    parts: tuple[Part, ...]
    facts: tuple[Line, ...]


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    declared = [held for _model, personal in declarations() for held in personal.columns.values()]
    context = {
        "chapters": [_chapter(who) for who in Who],
        "bases": sorted({str(held.basis) for held in declared}),
        "link_days": Link.LASTS.days,
        "form_cookie": settings.CSRF_COOKIE_NAME,
        "sent_cookie": SENT_COOKIE,
        "authority": AUTHORITY,
    }
    return render(request, "pages/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", {"statement_of": STATEMENT_OF, "ombudsmen": OMBUDSMEN})


def _chapter(who: Who) -> Chapter:
    models_about = [model for model, personal in declarations() if personal.who == who]
    beside = tuple(Line(_kind(model), tuple(_words(model, name) for name in facts(model))) for model in models_about)
    return Chapter(who.label, tuple(_parts(models_about)), beside)


def _parts(models_about: list[type[models.Model]]) -> Iterator[Part]:
    """Group consecutive declarations that have the same period and readers."""
    for (period, readers), found in groupby(_lines(models_about), key=lambda pair: (pair[0].period, pair[0].readers)):
        yield Part(period, readers, tuple(line for _held, line in found))


def _lines(models_about: list[type[models.Model]]) -> Iterator[tuple[Purpose, Line]]:
    for model in models_about:
        columns = declaration_of(model).columns
        for held in dict.fromkeys(columns.values()):
            names = [name for name, other in columns.items() if other == held]
            yield held, Line(_kind(model), tuple(_words(model, name) for name in names), held.purpose)


def _kind(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)


def _words(model: type[models.Model], name: str) -> str:
    held = declaration_of(model).columns.get(name)
    return str((held and held.what) or label_of(model, name))
