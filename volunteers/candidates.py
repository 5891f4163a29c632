"""Volunteers who can be asked today, best first, with the reasons; fast at any scale (docs/decisions/0015)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count

from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, CategoryPolicy, Locality
from volunteers.models import Availability, InsuranceCheck, Volunteer

ANY_LANGUAGE = ""
# The minimum number of volunteers whose insurance is checked before the best are chosen.
AHEAD = 50


class Nearness:
    """How near a volunteer lives, nearest first."""

    SAME_LOCALITY, SAME_COMMUNE, SOME_KILOMETRES, UNKNOWN, OUTSIDE = range(5)


@dataclass(frozen=True)
class Candidate:
    """A volunteer who can be asked, with each of the factors that decide their rank."""

    volunteer: Volunteer
    person: Person
    languages_in_common: tuple[str, ...]
    nearness: int
    kilometres: float | None
    insurance: InsuranceCheck | None
    insurance_asked: bool
    insured: bool
    verification: str = ""

    @property
    def insurance_lacks(self) -> bool:
        return self.insurance_asked and not self.insured


# Visits localities from near to far and reads each one's volunteers in order from the index on availability.
# The final sort starts with the columns the localities are already ordered by, so it can stop at the limit. PostgreSQL
# 15's planner knows the order of a subquery but not of a CTE; and it only reads volunteers without a locality from the
# index in order if the query says "order by locality".
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
)
select walk.rank, walk.nearness, walk.km, found.active_matches, found.asked_at, found.volunteer_id
from (
    select tongue.language, tongue.rank, place.*
    from unnest(%(tongues)s::text[], %(ranks)s::int[]) as tongue(language, rank) cross join place
    order by rank, nearness, km offset 0
) walk cross join lateral (
    (select s.volunteer_id, s.active_matches, s.asked_at
     from volunteers_availability s join volunteers_volunteer v on v.id = s.volunteer_id
     where s.category_id = %(category)s and s.language = walk.language and s.locality_id = walk.id
       and (v.paused_until is null or v.paused_until < %(day)s) and v.id <> all(%(without)s)
     order by s.active_matches, s.asked_at nulls first, s.volunteer_id limit %(ahead)s)
    union all
    (select s.volunteer_id, s.active_matches, s.asked_at
     from volunteers_availability s join volunteers_volunteer v on v.id = s.volunteer_id
     where walk.id is null and s.category_id = %(category)s and s.language = walk.language and s.locality_id is null
       and (v.paused_until is null or v.paused_until < %(day)s) and v.id <> all(%(without)s)
     order by s.locality_id, s.active_matches, s.asked_at nulls first, s.volunteer_id limit %(ahead)s)
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
    """Return at most `limit` volunteers who can be asked on that day, best first; `without` are keys to leave out.
    Ranked by a language in common (if talking matters), nearness, fewest current matches, and asked least recently.
    Among equals, those with the required insurance come first (considering only the first AHEAD volunteers).
    """
    policy = CategoryPolicy.on(category, day)
    walked = _walked(category, locality, set(languages), day, without, max(limit, AHEAD))
    checks = _newest_checks(walked)
    verification = policy.verification if policy else ""
    insured = {key for key, check in checks.items() if check.is_in_order_on(day, verification)}
    insurance_asked = policy is None or policy.asks_insurance
    chosen = list(islice(_insured_first_of_equals(walked, insured if insurance_asked else set()), limit))
    volunteers = Volunteer.objects.select_related("person", "locality").in_bulk(chosen)
    return [
        Candidate(
            volunteer=volunteers[key],
            person=volunteers[key].person,
            languages_in_common=_in_common(volunteers[key].person, languages),
            nearness=walked[key].nearness,
            kilometres=walked[key].kilometres,
            insurance=checks.get(key),
            insurance_asked=insurance_asked,
            insured=key in insured,
            verification=verification,
        )
        for key in chosen
    ]


class Place(NamedTuple):
    """What determines a volunteer's rank; volunteers with equal values are ranked equally."""

    rank: int
    nearness: int
    kilometres: float | None
    active_matches: int
    asked_at: dt.datetime | None


def _walked(
    category: Category, locality: Locality, languages: set[str], day: dt.date, without: Collection[int], ahead: int
) -> dict[int, Place]:
    """The first `ahead` volunteers in rank order, or fewer if there are fewer, by the volunteer's key."""
    tongues = sorted(languages) if category.talking_matters else []
    asked: dict[str, Any] = {
        "locality": locality.pk,
        "category": category.pk,
        "day": day,
        "without": list(without),
        "ahead": ahead,
        "tongues": [*tongues, ANY_LANGUAGE],
        "ranks": [*[0] * len(tongues), 1],
        # A volunteer appears once for each of the languages they speak, and once more for any language.
        "rows": ahead * (len(tongues) + 1),
    }
    walked: dict[int, Place] = {}
    with connection.cursor() as cursor:
        cursor.execute(WALK, asked)
        for *place, key in cursor.fetchall():
            walked.setdefault(key, Place(*place))
    return dict(islice(walked.items(), ahead))


def _newest_checks(keys: Collection[int]) -> dict[int, InsuranceCheck]:
    checks = InsuranceCheck.objects.filter(volunteer__in=list(keys)).order_by("volunteer", "-checked_at", "-pk")
    return {check.volunteer_id: check for check in checks.distinct("volunteer")}


def _insured_first_of_equals(walked: dict[int, Place], insured: set[int]) -> Iterator[int]:
    for _place, equals in groupby(walked, key=lambda key: walked[key]):
        yield from sorted(equals, key=lambda key: key not in insured)


def _in_common(person: Person, languages: Collection[str]) -> tuple[str, ...]:
    spoken = dict.fromkeys([person.contact_language, *person.languages])
    return tuple(code for code in spoken if code in languages)


def supply_by_category_and_locality() -> dict[tuple[int, int | None], int]:
    """The number of volunteers who can be asked, by keys of category and locality (None: outside, or unknown).
    Counts rows rather than a column, so that the small index, which does not hold the key, is enough.
    """
    counted = Availability.objects.filter(language=ANY_LANGUAGE).values_list("category", "locality").order_by()
    return {(category, locality): number for category, locality, number in counted.annotate(number=Count("*"))}
