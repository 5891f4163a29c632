"""The only module that counts: pure functions of a day and a recording time, with one query per figure.
Totals are counted too, not summed from the rows. Rows are counted by key (postcode, slug) and labelled afterwards,
because labels are translated. The definitions are those of docs/figures.md, which follows the answer given to
parliament in April 2020.
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
    """The cut-off of a report: events up to the end of the Brussels day `until`, recorded by `recorded_until`."""

    until: dt.date
    recorded_until: dt.datetime

    @property
    def end(self) -> dt.datetime:
        """Midnight at the end of the day in Brussels, an exclusive bound: the day includes its last second."""
        return dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), BRUSSELS)


@dataclass(frozen=True)
class Row:
    """A count and its key: a slug, a postcode, or the name of a residue."""

    key: str
    count: int


@dataclass(frozen=True)
class Table:
    """A count per row, residues included. The total is counted separately so that a report can check they agree."""

    rows: tuple[Row, ...]
    total: int

    @property
    def closes(self) -> bool:
        return sum(row.count for row in self.rows) == self.total

    def count(self, key: str) -> int:
        return next((row.count for row in self.rows if row.key == key), 0)


@contextmanager
def one_moment() -> Iterator[None]:
    """Run all queries in this block on one snapshot of the database."""
    inside_another = connection.in_atomic_block
    with transaction.atomic():
        if not inside_another:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def requests_received_by_locality(as_of: AsOf) -> Table:
    """Requests received on or before the day, excluding those set aside."""
    return _table("select locality_id from received", as_of, _keys(Locality, "postcode"))


def items_received_by_category(as_of: AsOf) -> Table:
    """Items of the requests received."""
    return _table("select category_id from item join received using (request_id)", as_of, _keys(Category, "slug"))


def people_who_asked(as_of: AsOf) -> int:
    """Distinct people behind the requests received; merged persons count once."""
    return _count("select distinct person from received", as_of)


def requests_handled_by_backoffice(as_of: AsOf) -> Table:
    """Requests handled on or before the day, by the partner responsible at the end of that day, or "none"."""
    counted = "select partner_id from handled left join holder using (request_id)"
    offices = Partner.objects.filter(runs_backoffice=True).values_list("slug", flat=True)
    table = _table(counted, as_of, _keys(Partner, "slug"), residue="none")
    # Every partner that runs a back office has a row; one that no longer does keeps it while it has requests.
    rows = tuple(row for row in table.rows if row.key in (*offices, "none") or row.count)
    return Table(rows, table.total)


def requests_handled_by_locality(as_of: AsOf) -> Table:
    """Requests handled on or before the day, by the locality of the request."""
    return _table("select locality_id from handled", as_of, _keys(Locality, "postcode"))


def items_handled_by_category(as_of: AsOf) -> Table:
    """Items of the requests handled."""
    return _table("select category_id from item join handled using (request_id)", as_of, _keys(Category, "slug"))


def volunteers_by_residence(as_of: AsOf) -> Table:
    """People registered as volunteers, including those since withdrawn or erased: by locality, "outside", "unknown"."""
    localities: dict[object, str] = {str(key): postcode for key, postcode in _keys(Locality, "postcode").items()}
    elsewhere: dict[object, str] = {"outside": "outside", "unknown": "unknown"}
    return _table("select coalesce(locality_id::text, residence) from registered", as_of, localities | elsewhere)


def volunteers_active(as_of: AsOf) -> int:
    """People with an open candidacy at the end of the day."""
    return _count("select distinct person from candidacy where open", as_of)


def candidacies_by_category(as_of: AsOf) -> Table:
    """Distinct pairs of volunteer and category begun on or before the day, including those since ended."""
    return _table(
        "select category_id from (select distinct person, category_id from candidacy) c", as_of, _keys(Category, "slug")
    )


def candidacies_open(as_of: AsOf) -> int:
    """Distinct pairs of volunteer and category open at the end of the day."""
    return _count("select distinct person, category_id from candidacy where open", as_of)


def sign_ups_by_category(as_of: AsOf) -> Table:
    """Sign-ups for a category, on or before the day; those for a call are counted under "call"."""
    return _table("select category_id from sign_up", as_of, _keys(Category, "slug"), residue="call")


def sign_ups_by_call(as_of: AsOf) -> Table:
    """Sign-ups for a call, on or before the day; those for a category are counted under "category"."""
    return _table("select call_id from sign_up", as_of, _keys(Call, "slug"), residue="category")


def people_engaged(as_of: AsOf) -> int:
    """Distinct people with an accepted or done match, or a sign-up they attended; never an estimate."""
    return _count("select person from deployed union select person from attended where person is not null", as_of)


def insurance(as_of: AsOf) -> Table:
    """People deployed through a match, by insurance status; "exempt" if they only helped where none was required."""
    statuses: dict[object, str] = {status: status for status in (*InsuranceCheck.Outcome.values, "unknown", "exempt")}
    return _table("select status from insurance", as_of, statuses)


def _table(counted: str, as_of: AsOf, keys: dict[object, str], residue: str | None = None) -> Table:
    """Count the rows of `counted` by its only column. Rows without a key are counted under the residue's name."""
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
    """The published key (`column`) by primary key, in the published order."""
    return dict(model._default_manager.values_list("pk", column))
