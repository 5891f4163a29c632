-- Functions that give staff pages facts from rows that row-level policies hide; people/sql/search.sql explains why.

-- Requests made on behalf of somebody, by the last eight digits of the phone number of the person asking.
create or replace function requests_app_by_asker_phone(last_digits text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from requests_app_helprequest where on_behalf_phone <> ''
        and right(regexp_replace(on_behalf_phone, '[^0-9]', '', 'g'), 8) = last_digits
$$;

-- The time of a volunteer's last no-show, in a match of either back office.
create or replace function requests_app_last_no_show(volunteer bigint) returns timestamptz
    language sql stable security definer set search_path = public, pg_temp as $$
    select max(no_show_at) from requests_app_match where volunteer_id = volunteer
$$;

revoke execute on function requests_app_by_asker_phone(text), requests_app_last_no_show(bigint) from public;
