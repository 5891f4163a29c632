"""The published reference rows, written after migrate. An existing row is never changed."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from brusselshelps.reference.models import LANGUAGES, Category, CategoryPolicy, Commune, Locality, Partner

DATA = Path(__file__).parent / "data"
# First day of the initial policies. No source says when drawings and masks changed, so no date is made up.
FIRST_DAY = dt.date(2020, 3, 1)


def published(name: str) -> Iterator[dict[str, str]]:
    """The rows of a published list: "categories", "communes", "localities" or "partners"."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def write_rows_after_migrate(using: str, **kwargs: Any) -> None:
    """Write the rows, if all tables exist: this also runs after a partial or a backward migration."""
    tables = set(connections[using].introspection.table_names())
    models = (Category, CategoryPolicy, Commune, Locality, Locality.communes.through, Partner)
    if tables.issuperset(model._meta.db_table for model in models):
        with transaction.atomic(using):
            write_rows()


def write_rows() -> None:
    for row in published("communes"):
        Commune.objects.get_or_create(nis=row["nis"], defaults=_texts(row, "name"))
    for row in published("localities"):
        _write_locality(row)
    for row in published("partners"):
        backoffice = row["runs_backoffice"] == "yes"
        Partner.objects.get_or_create(slug=row["slug"], defaults=_texts(row, "name") | {"runs_backoffice": backoffice})
    for position, row in enumerate(published("categories"), start=1):
        _write_category(position, row)


def _texts(row: dict[str, str], *fields: str) -> dict[str, object]:
    return {f"{field}_{language}": row[f"{field}_{language}"] for field in fields for language in LANGUAGES}


def _write_locality(row: dict[str, str]) -> None:
    lies = {"x_km": float(row["x_km"]), "y_km": float(row["y_km"])}
    locality, new = Locality.objects.get_or_create(postcode=row["postcode"], defaults=_texts(row, "name") | lies)
    if new:
        locality.communes.set(Commune.objects.filter(nis__in=row["communes_nis"].split("|")))


def _write_category(position: int, row: dict[str, str]) -> None:
    may_ask = row["residents_may_ask"] == "yes"
    category, new = Category.objects.get_or_create(
        slug=row["slug"],
        defaults=_texts(row, "report", "ask", "offer", "question")
        | {"position": position, "residents_may_ask": may_ask, "talking_matters": row["talking_matters"] == "yes"},
    )
    if new:
        CategoryPolicy.objects.create(
            category=category,
            valid=DateRange(FIRST_DAY, None),
            registration=CategoryPolicy.Registration.REGISTRATION,
            insurance=row["insurance"],
        )
