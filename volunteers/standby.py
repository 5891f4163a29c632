"""Who can be asked today, best first, and why: quick at any number of volunteers (docs/decisions/0015)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count

from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, CategoryPolicy, Locality

from .models import InsuranceCheck, Standby, Volunteer

ANY_LANGUAGE = ""


class Nearness:
    """How near a volunteer lives, nearest first."""

    SAME_LOCALITY, SAME_COMMUNE, SOME_KILOMETRES, UNKNOWN, OUTSIDE = range(5)


@dataclass(frozen=True)
class Candidate:
    """A volunteer who can be asked, with what decides their place: each reason on its own."""

    volunteer: Volunteer
    person: Person
    languages_in_common: tuple[str, ...]
    nearness: int
    kilometres: float | None
    insurance: InsuranceCheck | None
    insurance_asked: bool
    insured: bool

    @property
    def insurance_lacks(self) -> bool:
        return self.insurance_asked and not self.insured


# A walk over places from near to far, in each along the index of those on standby, which has the order within a place.
# The sort in the end begins with what the walk is ordered by, so that it stops at the limit.
WALK = """
with here as (select * from reference_locality where id = %(locality)s),
place as materialized (
    select l.id,
        case when l.id = here.id then 0
             when exists (select from reference_locality_communes a
                          join reference_locality_communes b using (commune_id)
                          where a.locality_id = l.id and b.locality_id = here.id) then 1
             when l.x_km is null or here.x_km is null then 3
             else 2 end as nearness,
        sqrt((l.x_km - here.x_km) ^ 2 + (l.y_km - here.y_km) ^ 2) as km
    from reference_locality l cross join here
    union all select null, 4, null
),
walk as materialized (
    select tongue.language, tongue.rank, place.*
    from unnest(%(tongues)s::text[], %(ranks)s::int[]) as tongue(language, rank) cross join place
    order by rank, nearness, km
)
select walk.rank, walk.nearness, walk.km, found.volunteer_id
from walk cross join lateral (
    (select s.volunteer_id, s.active_matches, s.asked_at
     from volunteers_standby s join volunteers_volunteer v on v.id = s.volunteer_id
     where s.category_id = %(category)s and s.language = walk.language and s.locality_id = walk.id
       and (v.paused_until is null or v.paused_until < %(day)s) and v.id <> all(%(without)s)
     order by s.active_matches, s.asked_at nulls first, s.volunteer_id limit %(limit)s)
    union all
    (select s.volunteer_id, s.active_matches, s.asked_at
     from volunteers_standby s join volunteers_volunteer v on v.id = s.volunteer_id
     where walk.id is null and s.category_id = %(category)s and s.language = walk.language and s.locality_id is null
       and (v.paused_until is null or v.paused_until < %(day)s) and v.id <> all(%(without)s)
     order by s.active_matches, s.asked_at nulls first, s.volunteer_id limit %(limit)s)
) found
order by walk.rank, walk.nearness, walk.km, found.active_matches, found.asked_at nulls first, found.volunteer_id
limit %(rows)s
"""


def candidates(
    category: Category,
    locality: Locality,
    languages: Collection[str],
    day: dt.date,
    without: Collection[int] = (),
    limit: int = 10,
) -> list[Candidate]:
    """Volunteers who can be asked on that day, at most `limit`, best first; `without` are keys of volunteers.

    In this order: a language in common where talking matters; nearness; few matches now; asked least recently.
    """
    tongues = sorted(set(languages)) if category.talking_matters else []
    asked: dict[str, Any] = {
        "locality": locality.pk,
        "category": category.pk,
        "day": day,
        "without": list(without),
        "limit": limit,
        "tongues": [*tongues, ANY_LANGUAGE],
        "ranks": [*[0] * len(tongues), 1],
        # Who speaks several of the languages comes up once for each, and once more without.
        "rows": limit * (len(tongues) + 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(WALK, asked)
        walked: dict[int, tuple[int, float | None]] = {}
        for _rank, nearness, km, key in cursor.fetchall():
            walked.setdefault(key, (nearness, km))
    return list(_told(dict(islice(walked.items(), limit)), category, set(languages), day))


def _told(
    found: dict[int, tuple[int, float | None]], category: Category, languages: set[str], day: dt.date
) -> Iterator[Candidate]:
    """What the page says of each, in their order."""
    policy = CategoryPolicy.on(category, day)
    verification = policy.verification if policy else ""
    volunteers = Volunteer.objects.select_related("person", "locality").in_bulk(list(found))
    newest = InsuranceCheck.objects.filter(volunteer__in=list(found)).order_by("volunteer", "-checked_at", "-pk")
    checks = {check.volunteer_id: check for check in newest.distinct("volunteer")}
    for key, (nearness, kilometres) in found.items():
        volunteer, check = volunteers[key], checks.get(key)
        spoken = [volunteer.person.contact_language, *volunteer.person.languages]
        yield Candidate(
            volunteer=volunteer,
            person=volunteer.person,
            languages_in_common=tuple(code for code in dict.fromkeys(spoken) if code in languages),
            nearness=nearness,
            kilometres=kilometres,
            insurance=check,
            insurance_asked=policy is None or policy.asks_insurance,
            insured=check is not None and check.is_in_order_on(day, verification),
        )


def supply_by_category_and_locality() -> dict[tuple[int, int | None], int]:
    """How many volunteers can be asked, by the keys of category and locality; None is outside, or not known."""
    counted = Standby.objects.filter(language=ANY_LANGUAGE).values_list("category", "locality").order_by()
    return {(category, locality): number for category, locality, number in counted.annotate(number=Count("pk"))}
