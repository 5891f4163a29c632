"""Store a crowd with COPY, in one transaction: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from brusselshelps.demo.crowd.batches import batches, names
from brusselshelps.demo.crowd.drop_constraints import taken_off
from brusselshelps.demo.crowd.seed_context import COLUMNS, Setting, Year
from brusselshelps.demo.exclusive_load import alone, made_up_key
from brusselshelps.demo.published_totals import BRUSSELS
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, Locality, Partner
from requests_app.models import HelpRequest, RequestItem
from requests_app.states import BY_NEED
from volunteers.models import Availability, Volunteer

TABLES = [*(model._meta.db_table for model in COLUMNS), Availability._meta.db_table]
# Called with the number of rows stored so far and, once all are stored, with the step in progress.
Told = Callable[[int, str], None]


class AlreadySeeded(Exception):
    """The crowd of this seed is in the database already."""


def store(seed: int, volunteers: int, requests: int, told: Told, today: dt.date | None = None) -> int:
    """Store the crowd and return the number of rows over all tables. Meanwhile nobody else can use these tables.

    `today` is the day on which the crowd is made, real or pretended; its events lie in the 365 days before.
    """
    mark = made_up_key("seed_demo", str(seed))
    with alone("seed_demo"):
        if any(model._base_manager.filter(external_key=mark).exists() for model in (Volunteer, HelpRequest)):
            raise AlreadySeeded
        rows = 0
        with taken_off(TABLES, lambda doing: told(rows, doing)):
            year = Year(today or timezone.now().astimezone(BRUSSELS).date())
            setting = _setting(seed, mark, year, volunteers, requests)
            for rows in _copied(setting):
                told(rows, "")
            _leave_taken_references(Volunteer, setting, volunteers)
            _leave_taken_references(HelpRequest, setting, requests)
            _move_sequences_on(setting)
            told(rows, "what triggers would have kept")
            _settle(setting)
    return rows


def tidy() -> None:
    """Do now what autovacuum would do later: without it, counts read the tables instead of their indexes."""
    with connection.cursor() as cursor:
        cursor.execute(f"vacuum (analyze) {', '.join(TABLES)}")


# The columns that triggers normally maintain for each row: the state of a request, the active matches of a volunteer,
# and which volunteers are available.
SETTLED = (
    """
    update requests_app_helprequest r set state = i.state
    from (select request_id, (array_agg(state order by array_position(%(by_need)s, state::text)))[1] as state
          from requests_app_requestitem where request_id >= %(request)s group by request_id) i
    where r.id = i.request_id and r.state <> i.state
    """,
    """
    update volunteers_volunteer v set active_matches = m.active, asked_at = m.asked_at
    from (select volunteer_id, max(proposed_at) as asked_at,
                 count(*) filter (where num_nonnulls(declined_at, lapsed_at, cancelled_at, done_at, no_show_at) = 0)
                 as active
          from requests_app_match where volunteer_id >= %(volunteer)s group by volunteer_id) m
    where v.id = m.volunteer_id
    """,
    """
    insert into volunteers_availability (volunteer_id, category_id, language, locality_id, active_matches, asked_at)
    select v.id, c.category_id, spoken.language, v.locality_id, v.active_matches, v.asked_at
    from volunteers_volunteer v join people_person p on p.id = v.person_id
    join volunteers_candidacy c on c.volunteer_id = v.id and c.until is null
    cross join lateral (select '' union select p.contact_language union select unnest(p.languages)) spoken(language)
    where v.id >= %(volunteer)s and v.active_matches < v.max_active and p.erased_at is null
    """,
)


def _settle(setting: Setting) -> None:
    keys: dict[str, Any] = {
        "request": setting.first[HelpRequest],
        "volunteer": setting.first[Volunteer],
        "by_need": [state.value for state in BY_NEED],
    }
    with connection.cursor() as cursor:
        for statement in SETTLED:
            cursor.execute(statement, keys)


def _setting(seed: int, mark: str, year: Year, volunteers: int, requests: int) -> Setting:
    return Setting(
        seed=seed,
        mark=mark,
        year=year,
        volunteers=volunteers,
        requests=requests,
        categories=dict(Category.objects.values_list("slug", "pk")),
        localities=dict(Locality.objects.values_list("postcode", "pk")),
        offices=dict(Partner.objects.filter(runs_backoffice=True).values_list("slug", "pk")),
        first={model: _next_key(model) for model in (Person, Volunteer, HelpRequest, RequestItem)},
    )


def _next_key(model: type[Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        key: int = cursor.fetchone()[0]
    return key


def _copied(setting: Setting) -> Iterator[int]:
    """The number of rows copied so far, after each batch."""
    rows = 0
    with connection.cursor() as cursor:
        for batch in batches(setting):
            for model, lines in batch.items():
                with cursor.copy(f"copy {model._meta.db_table} ({', '.join(COLUMNS[model])}) from stdin") as copy:
                    copy.write("".join(f"{line}\n" for line in lines))
                rows += len(lines)
            yield rows


def _leave_taken_references(model: type[Model], setting: Setting, number: int) -> None:
    """Replace references that other rows already have. The references of a seed are unique among themselves, and a
    clash with another row has a chance of one in tens of billions.
    """
    table, first = model._meta.db_table, setting.first[model]
    spare = islice(names(model, setting.seed), number, None)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select mine.id from {table} mine join {table} other using (reference)"  # noqa: S608 - our own table
                " where mine.id >= %s and other.id <> mine.id",
                [first],
            )
            twice = [row[0] for row in cursor.fetchall()]
        if not twice:
            return
        for key in twice:
            model._base_manager.filter(pk=key).update(reference=next(spare))


def _move_sequences_on(setting: Setting) -> None:
    with connection.cursor() as cursor:
        for model, first in setting.first.items():
            table = model._meta.db_table
            cursor.execute(
                f"select setval(pg_get_serial_sequence(%s, 'id'), greatest(max(id), %s)) from {table}",  # noqa: S608
                [table, first],
            )
