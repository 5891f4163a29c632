"""The sets of rows that are counted, as SQL common table expressions shared by all figures.
Parameters: `until`, the Brussels day; `end`, the midnight after it; `recorded_until`, after which rows recorded are
ignored. A figure names the sets it needs; PostgreSQL does not evaluate the others.
"""

SETS = """
with recursive
-- Persons that are one, by the word of a clerk: every person in such a group, with the lowest key of the group.
edge (person_id, other_id) as (
    select kept_id, merged_id from people_personmerge
    where at <= %(recorded_until)s and (undone_at is null or undone_at > %(recorded_until)s)
    union
    select merged_id, kept_id from people_personmerge
    where at <= %(recorded_until)s and (undone_at is null or undone_at > %(recorded_until)s)
),
linked (person_id, other_id) as (
    select person_id, other_id from edge
    union
    select linked.person_id, edge.other_id from linked join edge on edge.person_id = linked.other_id
),
same as (
    select person_id, min(other_id) as person from linked group by person_id
),

-- Requests and their items.
received as (
    select r.id as request_id, r.locality_id, r.handled_at, coalesce(same.person, r.person_id) as person
    from requests_app_helprequest r left join same using (person_id)
    where r.received_at < %(end)s and r.recorded_at <= %(recorded_until)s
      and (r.set_aside_at is null or r.set_aside_at > %(recorded_until)s)
      and not exists (select from requests_app_settingaside a where a.request_id = r.id
                      and a.at <= %(recorded_until)s and a.put_back_at > %(recorded_until)s)
),
handled as (
    select * from received where handled_at < %(end)s and handled_at <= %(recorded_until)s
),
item as (
    select request_id, category_id from requests_app_requestitem
    where recorded_at <= %(recorded_until)s and (set_aside_at is null or set_aside_at > %(recorded_until)s)
),
holder as (
    select distinct on (request_id) request_id, partner_id from requests_app_handover
    where since < %(end)s and since <= %(recorded_until)s and recorded_at <= %(recorded_until)s
    order by request_id, since desc, id desc
),

-- Volunteers. Persons that are one count as the one who registered first.
volunteer as (
    select v.id as volunteer_id, v.person_id, v.residence, v.locality_id, v.registered_at, same.person as group_person,
           coalesce(same.person, v.person_id) as person
    from volunteers_volunteer v left join same using (person_id)
    where v.registered_at < %(end)s and v.recorded_at <= %(recorded_until)s
),
first_of_group as (
    select distinct on (v.group_person) v.volunteer_id
    from volunteer v where v.group_person is not null order by v.group_person, v.registered_at, v.volunteer_id
),
registered as (
    select * from volunteer
    where group_person is null or volunteer_id in (select volunteer_id from first_of_group)
),
candidacy as (
    select v.person, c.category_id,
           c.until is null or c.until >= %(end)s or c.until > %(recorded_until)s as open
    from volunteers_candidacy c join volunteer v using (volunteer_id)
    where c.since < %(end)s and c.since <= %(recorded_until)s and c.recorded_at <= %(recorded_until)s
),

-- Sign-ups, and who really helped.
sign_up as (
    select * from volunteers_signup
    where at < %(end)s and at <= %(recorded_until)s and recorded_at <= %(recorded_until)s
),
attended as (
    select coalesce(same.person, s.person_id) as person from sign_up s left join same using (person_id)
    where s.attended_at < %(end)s and s.attended_at <= %(recorded_until)s
),
deployed as (
    select v.person, i.category_id, (m.accepted_at at time zone 'Europe/Brussels')::date as day
    from requests_app_match m
    join volunteer v using (volunteer_id)
    join requests_app_requestitem i on i.id = m.item_id
    where m.accepted_at < %(end)s and m.accepted_at <= %(recorded_until)s
      and (m.cancelled_at is null or m.cancelled_at >= %(end)s or m.cancelled_at > %(recorded_until)s)
      and (m.no_show_at is null or m.no_show_at >= %(end)s or m.no_show_at > %(recorded_until)s)
),

-- The policy of the day of the deployment decides whether insurance was asked; without policy it was.
needing as (
    select d.person, bool_or(p.insurance is distinct from 'exempt') as asked
    from deployed d
    left join reference_categorypolicy p on p.category_id = d.category_id and p.valid @> d.day
    group by d.person
),
newest_check as (
    select distinct on (v.person) v.person, c.outcome, c.valid_until
    from volunteers_insurancecheck c join volunteer v using (volunteer_id)
    where c.checked_at < %(end)s and c.checked_at <= %(recorded_until)s and c.recorded_at <= %(recorded_until)s
    order by v.person, c.checked_at desc, c.id desc
),
insurance as (
    select case
        when not needing.asked then 'exempt'
        when c.outcome is null or c.valid_until < %(until)s then 'unknown'
        else c.outcome
    end as status
    from needing left join newest_check c using (person)
)
"""
