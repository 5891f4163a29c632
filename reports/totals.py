"""The only place that counts. Pure functions of a day and a moment; each figure is one query, each total is counted.

Everything is counted by key (postcode, slug) and labelled afterwards: labels are translated, keys are not.
The definitions follow docs/figures.md, which follows the answer to parliament of April 2020.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection, models, transaction

from brusselshelps.reference.models import Category, Locality, Partner
from reports.counted_rows import SETS
from volunteers.models import Call, InsuranceCheck

BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True)
class AsOf:
    """What had happened by the end of the Brussels day `until`, as far as it was recorded at `recorded_until`."""

    until: dt.date
    recorded_until: dt.datetime

    @property
    def end(self) -> dt.datetime:
        """The midnight after the day, in Brussels: the day includes its last second."""
        return dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), BRUSSELS)


@dataclass(frozen=True)
class Row:
    """A count under its key: a slug, a postcode, or the name of a residue."""

    key: str
    count: int


@dataclass(frozen=True)
class Table:
    """A count per row, residues included. The total is counted apart, so that a report can check that they agree."""

    rows: tuple[Row, ...]
    total: int

    @property
    def closes(self) -> bool:
        return sum(row.count for row in self.rows) == self.total

    def count(self, key: str) -> int:
        return next((row.count for row in self.rows if row.key == key), 0)


@contextmanager
def one_moment() -> Iterator[None]:
    """All figures inside see the database as it is at one moment, whatever is stored meanwhile."""
    inside_another = connection.in_atomic_block
    with transaction.atomic():
        if not inside_another:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def requests_received_by_locality(as_of: AsOf) -> Table:
    """Requests received on or before the day, those set aside left out."""
    return _table("select locality_id from received", as_of, _keys(Locality, "postcode"))


def items_received_by_category(as_of: AsOf) -> Table:
    """Items of the requests received."""
    return _table("select category_id from item join received using (request_id)", as_of, _keys(Category, "slug"))


def people_who_asked(as_of: AsOf) -> int:
    """Distinct persons behind the requests received; persons that are one count once."""
    return _count("select distinct person from received", as_of)


def requests_handled_by_backoffice(as_of: AsOf) -> Table:
    """Requests handled on or before the day, by the partner that holds them at its end, or "none"."""
    counted = "select partner_id from handled left join holder using (request_id)"
    offices = Partner.objects.filter(runs_backoffice=True).values_list("slug", flat=True)
    table = _table(counted, as_of, _keys(Partner, "slug"), residue="none")
    # Every partner that runs an office has its row; one that no longer does keeps it while it holds a request.
    rows = tuple(row for row in table.rows if row.key in (*offices, "none") or row.count)
    return Table(rows, table.total)


def requests_handled_by_locality(as_of: AsOf) -> Table:
    """Requests handled on or before the day, by the locality they were asked in."""
    return _table("select locality_id from handled", as_of, _keys(Locality, "postcode"))


def items_handled_by_category(as_of: AsOf) -> Table:
    """Items of the requests handled."""
    return _table("select category_id from item join handled using (request_id)", as_of, _keys(Category, "slug"))


def volunteers_by_residence(as_of: AsOf) -> Table:
    """People registered as volunteers, later withdrawn or forgotten included: by locality, "outside" or "unknown"."""
    localities: dict[object, str] = {str(key): postcode for key, postcode in _keys(Locality, "postcode").items()}
    elsewhere: dict[object, str] = {"outside": "outside", "unknown": "unknown"}
    return _table("select coalesce(locality_id::text, residence) from registered", as_of, localities | elsewhere)


def volunteers_active(as_of: AsOf) -> int:
    """People with a candidacy open at the end of the day."""
    return _count("select distinct person from candidacy where open", as_of)


def candidacies_by_category(as_of: AsOf) -> Table:
    """Distinct volunteer × category, begun on or before the day, later ended included."""
    return _table(
        "select category_id from (select distinct person, category_id from candidacy) c", as_of, _keys(Category, "slug")
    )


def candidacies_open(as_of: AsOf) -> int:
    """Distinct volunteer × category open at the end of the day."""
    return _count("select distinct person, category_id from candidacy where open", as_of)


def sign_ups_by_category(as_of: AsOf) -> Table:
    """Sign-ups for a category, on or before the day; those for a call stand under "call"."""
    return _table("select category_id from sign_up", as_of, _keys(Category, "slug"), residue="call")


def sign_ups_by_call(as_of: AsOf) -> Table:
    """Sign-ups for a call, on or before the day; those for a category stand under "category"."""
    return _table("select call_id from sign_up", as_of, _keys(Call, "slug"), residue="category")


def people_engaged(as_of: AsOf) -> int:
    """Distinct people with an accepted or done match, or a sign-up they attended; never an estimate."""
    return _count("select person from deployed union select person from attended where person is not null", as_of)


def insurance(as_of: AsOf) -> Table:
    """People deployed by match, by what is known of their insurance; "exempt": only where no insurance was asked."""
    statuses: dict[object, str] = {status: status for status in (*InsuranceCheck.Outcome.values, "unknown", "exempt")}
    return _table("select status from insurance", as_of, statuses)


def _table(counted: str, as_of: AsOf, keys: dict[object, str], residue: str | None = None) -> Table:
    """Count the rows of `counted` by its one column. A row without a key counts under the residue's name."""
    tally = f"select key, count(*), grouping(key) from ({counted}) c(key) group by grouping sets ((key), ())"
    counts: dict[object, int] = {}
    total = 0
    for key, count, is_total in _ask(tally, as_of):
        if is_total:
            total = count
        else:
            counts[key] = count
    rows = [Row(name, counts.get(key, 0)) for key, name in keys.items()]
    if residue:
        rows.append(Row(residue, counts.get(None, 0)))
    return Table(tuple(rows), total)


def _count(counted: str, as_of: AsOf) -> int:
    return _ask(f"select count(*) from ({counted}) c", as_of)[0][0]


def _ask(question: str, as_of: AsOf) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{SETS} {question}",
            {"until": as_of.until, "end": as_of.end, "recorded_until": as_of.recorded_until},
        )
        return cursor.fetchall()


def _keys(model: type[models.Model], column: str) -> dict[object, str]:
    """The key by which a figure is published, by the one the database counts with, in the published order."""
    return dict(model._default_manager.values_list("pk", column))
