"""The figures as tables in the reader's language: the definitions of definitions.py with labelled, ordered rows."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from brusselshelps.reference.models import Category, Commune, Locality, Partner
from reports.definitions import HEADLINES, TABLES, Definition, Split
from reports.figures import Figures
from reports.totals import Table
from volunteers.models import Call, InsuranceCheck


@dataclass(frozen=True)
class Line:
    """A row for display: its label, and its slug, postcode or NIS code ("" for a residue)."""

    label: str
    key: str
    count: int


@dataclass(frozen=True)
class Headline:
    """One figure; `what` holds its label, unit and definition."""

    what: Definition
    count: int


@dataclass(frozen=True)
class DisplayedTable:
    """A table for display; `what` holds its title, unit and definition, and `head` names the first column."""

    what: Definition
    head: str
    lines: tuple[Line, ...]
    total: int


def headlines(found: Figures) -> list[Headline]:
    return [Headline(what, count(found)) for what, count in HEADLINES]


def tables(found: Figures) -> list[DisplayedTable]:
    shown = []
    for what, split, table_of in TABLES:
        table = table_of(found)
        lines = _by_commune(table) if split is Split.COMMUNE else _lines(table, split)
        shown.append(DisplayedTable(what, str(split.label), lines, table.total))
    return shown


def _lines(table: Table, split: Split) -> tuple[Line, ...]:
    labels, residues = _labels(split), _residues()
    lines = [Line(labels[row.key], row.key, row.count) for row in table.rows if row.key in labels]
    if split is Split.LOCALITY:
        lines.sort(key=lambda line: _alphabet(line.label))
    rest = [Line(residues[row.key], "", row.count) for row in table.rows if row.key not in labels]
    return tuple(lines + rest)


def _labels(split: Split) -> dict[str, str]:
    if split is Split.INSURANCE:
        return {value: str(label) for value, label in InsuranceCheck.Outcome.choices}
    models_and_columns: dict[Split, tuple[type[models.Model], str, str]] = {
        Split.CATEGORY: (Category, "slug", "report"),
        Split.BACKOFFICE: (Partner, "slug", "name"),
        Split.LOCALITY: (Locality, "postcode", "name"),
        Split.CALL: (Call, "slug", "title"),
    }
    model, key, label = models_and_columns[split]
    return {getattr(row, key): getattr(row, label) for row in model._default_manager.all()}


def _residues() -> dict[str, str]:
    return {
        "none": _("No back office recorded"),
        "outside": _("Outside the Brussels Region"),
        "unknown": _("Not known"),
        "call": _("For a call, not for a category"),
        "category": _("For a category, not for a call"),
        "exempt": _("Exempt: deployed only where no insurance was asked"),
    }


def _by_commune(table: Table) -> tuple[Line, ...]:
    """Roll postcodes up to the 19 communes. Postcodes shared by several communes are counted in a separate row."""
    counts: Counter[str] = Counter()
    untold, localities = 0, {row.postcode: row for row in Locality.objects.prefetch_related("communes")}
    rest = []
    for row in table.rows:
        communes = [commune.nis for commune in localities[row.key].communes.all()] if row.key in localities else None
        if communes is None:
            rest.append(Line(_residues()[row.key], "", row.count))
        elif len(communes) == 1:
            counts[communes[0]] += row.count
        else:
            untold += row.count
    lines = [Line(commune.name, commune.nis, counts[commune.nis]) for commune in Commune.objects.all()]
    lines.sort(key=lambda line: _alphabet(line.label))
    return (*lines, Line(_("Commune cannot be told from the postcode"), "", untold), *rest)


def _alphabet(label: str) -> str:
    """Sort key that ignores accents and case. Sorting is done here because our PostgreSQL is built without ICU."""
    return unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().casefold()
