"""What the desk pages show, as hand-written SQL: no more statements and no more columns than the page needs.

It finds the same rows through the same indexes, and through the same functions where the row-level policies prevent the
use of an index; each statement returns the reference of a row first.
"""

from __future__ import annotations

from typing import Any

from requests_app.models import HelpRequest
from requests_app.states import ENDS, STAMPS
from volunteers.candidates import WALK

# A statement and its parameters.
Sent = tuple[str, Any]

# It reads no table, so only the machine can make it slower.
PACE: Sent = ("select sum(number) from generate_series(1, 5000) number", None)
VISIBLE = "(r.holder_id = %(office)s or r.holder_id is null and r.handled_at is null)"
COUNTED = f"{VISIBLE} and r.set_aside_at is null"
INTAKE = "r.state = 'open' and r.holder_id is null and r.handled_at is null and r.set_aside_at is null"
OURS = "r.holder_id = %(office)s and r.set_aside_at is null"
MINE = f"r.clerk_id = %(user)s and {COUNTED}"
WAITS = "r.state in ('open', 'matched')"
LEFT_ALONE = f"{OURS} and r.clerk_id is null and {WAITS}"
ERASED_SOON = f"{COUNTED} and {WAITS} and r.received_at < %(warned)s"
LATE = f"""{WAITS} and (r.by_when < %(today)s or r.by_when is null and (
    r.urgency = 'today' and r.received_at < %(late_today)s
    or r.urgency = 'this_week' and r.received_at < %(late_this_week)s
    or r.urgency in ('can_wait', '') and r.received_at < %(late_can_wait)s))"""
STANDS = " and ".join(f"m.{STAMPS[state]} is null" for state in ENDS)
UNANSWERED = "m.accepted_at is null and m.willing_at is null"
WILLING = "m.accepted_at is null and m.willing_at is not null"
ACCEPTED = "m.accepted_at is not null"
STOPPED = "not exists (select from volunteers_candidacy c where c.volunteer_id = m.volunteer_id and c.until is null)"
NOTES_UNREAD = "r.id in (select request_id from requests_app_note where read_at is null)"
MAIL_FAILS = "r.person_id in (select id from people_person where mail_failed_at is not null and email <> '')"

CATEGORIES = "select slug, report_nl from reference_category order by position"
LOCALITIES = "select postcode, name_nl from reference_locality order by postcode"
ITEMS = """(select string_agg(k.report_nl, ', ' order by k.position)
    from requests_app_requestitem i join reference_category k on k.id = i.category_id
    where i.request_id = r.id and i.set_aside_at is null)"""
OFFERS = """(select string_agg(k.report_nl, ', ' order by k.position, c.since)
    from volunteers_candidacy c join reference_category k on k.id = c.category_id
    where c.volunteer_id = v.id and c.until is null)"""
NEWEST = "order by {0}_at desc, id desc"
OLDEST = "order by {0}_at, id"


def matched(what: str) -> str:
    """Requests with an active match that is at this step."""
    return f"""r.id in (select i.request_id from requests_app_match m
        join requests_app_requestitem i on i.id = m.item_id where {STANDS} and {what})"""


def asked_for(category: int) -> str:
    return f"""exists (select from requests_app_requestitem i where i.request_id = r.id and i.set_aside_at is null
        and i.category_id = {category})"""


def living_in(postcode: str) -> str:
    return f"r.locality_id = (select id from reference_locality where postcode = '{postcode}')"


def offering(category: int) -> str:
    return f"""exists (select from volunteers_candidacy c
        where c.volunteer_id = v.id and c.until is null and c.category_id = {category})"""


def called(number: str, last: str) -> str:
    """Persons with this phone number, as they wrote it or as it was parsed."""
    return f"(select people_by_phone('{number}', '{last}'))"


def calling(number: str, last: str) -> str:
    """Requests of people with this phone number, or made by someone with it on another's behalf."""
    return f"""r.id in (select id from requests_app_helprequest where person_id in {called(number, last)}
        union select requests_app_by_asker_phone('{last}')) and {VISIBLE}"""


def requests(where: str, order: str = NEWEST) -> str:
    """A page of the list of help requests, and the extra row that tells whether there is another page."""
    return _requests(f"select * from requests_app_helprequest r where {where} {order.format('received')} limit 51")


def requests_like(name: str) -> str:
    """Requests of people with a similar name, the most similar first."""
    return _requests(
        f"""select r.* from requests_app_helprequest r join people_person p on p.id = r.person_id
        where p.id in (select people_by_similar_name('{name}')) and {VISIBLE}
        order by word_similarity(people_fold('{name}'), people_fold(p.name)) desc, r.id desc limit 51"""
    )


def _requests(chosen: str) -> str:
    return f"""select r.reference, r.id, r.received_at, r.urgency, r.by_when, r.state, r.set_aside_at, r.holder_id,
        p.name, p.email, p.mail_failed_at, l.postcode, l.name_nl, u.username, {ITEMS}
    from {_in_order(chosen)} r
    join people_person p on p.id = r.person_id
    join reference_locality l on l.id = r.locality_id
    left join accounts_user u on u.id = r.clerk_id order by r.place"""


def volunteers(where: str, order: str = NEWEST) -> str:
    return _volunteers(f"select * from volunteers_volunteer v where {where} {order.format('registered')} limit 51")


def volunteers_like(name: str) -> str:
    return _volunteers(
        f"""select v.* from volunteers_volunteer v join people_person p on p.id = v.person_id
        where p.id in (select people_by_similar_name('{name}'))
        order by word_similarity(people_fold('{name}'), people_fold(p.name)) desc, v.id desc limit 51"""
    )


def _volunteers(chosen: str) -> str:
    return f"""select v.reference, v.id, v.registered_at, v.residence, l.postcode, l.name_nl,
        p.name, p.languages, p.email, p.mail_failed_at, {OFFERS}
    from {_in_order(chosen)} v
    join people_person p on p.id = v.person_id
    left join reference_locality l on l.id = v.locality_id order by v.place"""


def _in_order(chosen: str) -> str:
    return f"(select *, row_number() over () as place from ({chosen}) chosen)"


def _up_to_a_thousand(where: str) -> str:
    return f"(select count(*) from (select from requests_app_helprequest r where {where} limit 1001) few)"


def start() -> str:
    """Every number on the start page that links to a list."""
    counted = [INTAKE, f"{INTAKE} and {LATE}", LEFT_ALONE, f"{OURS} and {matched(STOPPED)}"]
    for rows in (MINE, OURS):
        steps = ["r.state = 'open'", matched(UNANSWERED), matched(WILLING), matched(ACCEPTED), LATE]
        counted += [f"{rows} and {step}" for step in steps]
    numbers = ", ".join(_up_to_a_thousand(where) for where in counted)
    return f"""select {numbers},
        exists (select from requests_app_helprequest r where {COUNTED} and {NOTES_UNREAD}),
        exists (select from requests_app_helprequest r where {COUNTED} and r.state = 'open' and {MAIL_FAILS}),
        exists (select from requests_app_helprequest r where {ERASED_SOON}),
        (select count(*) from requests_app_organisationneed where closed_at is null),
        (select id from reference_suspension where since <= now() and (until is null or until > now()) limit 1)"""


DEMAND = """select i.category_id, r.locality_id, count(*)
    from requests_app_requestitem i join requests_app_helprequest r on r.id = i.request_id
    where i.state = 'open' and i.set_aside_at is null and r.set_aside_at is null group by 1, 2"""
SUPPLY = "select category_id, locality_id, count(*) from volunteers_availability where language = '' group by 1, 2"

ITEM = f"""select r.reference, r.holder_id, l.name_nl, k.report_nl, k.talking_matters, p.contact_language, p.languages,
        policy.insurance, policy.verification, array(select volunteer_id from requests_app_match where item_id = i.id)
    from requests_app_requestitem i
    join requests_app_helprequest r on r.id = i.request_id
    join reference_locality l on l.id = r.locality_id
    join reference_category k on k.id = i.category_id
    join people_person p on p.id = r.person_id
    left join reference_categorypolicy policy on policy.category_id = k.id and policy.valid @> %(day)s::date
    where i.id = %(item)s and i.set_aside_at is null and {VISIBLE}"""

# WALK is the application's own SQL, which is hand-written already. A volunteer who speaks two of the languages is
# listed once, at the first place. Insured means that the newest check says so, is still valid, and meets the policy.
CANDIDATES = f"""with walked as ({WALK}),
first as (
    select min(place) as place, rank, nearness, km, active_matches, asked_at, volunteer_id
    from (select row_number() over () as place, min(rank) over (partition by volunteer_id) as best, walked.*
          from walked) numbered
    where rank = best group by 2, 3, 4, 5, 6, 7 order by place limit 50
)
select v.reference, v.id, v.residence, v.max_active, first.*, l.name_nl, p.name, p.contact_language, p.languages,
    newest.outcome, newest.method, newest.valid_until, requests_app_last_no_show(v.id)
from first
left join lateral (
    select *, outcome in ('insured', 'covered_otherwise') and coalesce(valid_until >= %(day)s, true)
        and method = any(%(methods)s) as enough
    from volunteers_insurancecheck where volunteer_id = first.volunteer_id order by checked_at desc, id desc limit 1
) newest on true
join volunteers_volunteer v on v.id = first.volunteer_id
join people_person p on p.id = v.person_id
left join reference_locality l on l.id = v.locality_id
order by first.rank, first.nearness, first.km, first.active_matches, first.asked_at nulls first,
    %(asks)s and not coalesce(newest.enough, false), first.place
limit 11"""


def urgencies(last_moment: Any) -> dict[str, Any]:
    """The times before which a request without a day has waited too long."""
    of = HelpRequest.Urgency
    return {f"late_{urgency}": last_moment(urgency) for urgency in (of.TODAY, of.THIS_WEEK, of.CAN_WAIT)}
