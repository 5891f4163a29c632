-- Availability: the volunteers who can be asked today, maintained by triggers on the tables it is derived from
-- (docs/decisions/0015). The functions run as the owner because the row-level policies let nobody else write the table.

-- Rebuilds the rows of a set of volunteers. It locks the volunteers first, so that concurrent changes run one after
-- the other.
create or replace function volunteers_refresh_availability(keys bigint[]) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    perform from volunteers_volunteer where id = any(keys) order by id for no key update;
    delete from volunteers_availability where volunteer_id = any(keys);
    insert into volunteers_availability (volunteer_id, category_id, language, locality_id, active_matches, asked_at)
    select v.id, c.category_id, spoken.language, v.locality_id, v.active_matches, v.asked_at
    from volunteers_volunteer v
    join people_person p on p.id = v.person_id
    join volunteers_candidacy c on c.volunteer_id = v.id and c.until is null
    cross join lateral (select '' union select p.contact_language union select unnest(p.languages)) spoken(language)
    where v.id = any(keys) and v.active_matches < v.max_active and p.erased_at is null;
end $$;
revoke execute on function volunteers_refresh_availability(bigint[]) from public;

create or replace function volunteers_availability_of_candidacies() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    perform volunteers_refresh_availability(array(select distinct volunteer_id from changed));
    return null;
end $$;
create or replace trigger availability_of_new_candidacies after insert on volunteers_candidacy
    referencing new table as changed for each statement execute function volunteers_availability_of_candidacies();
create or replace trigger availability_of_changed_candidacies after update on volunteers_candidacy
    referencing new table as changed for each statement execute function volunteers_availability_of_candidacies();
create or replace trigger availability_of_deleted_candidacies after delete on volunteers_candidacy
    referencing old table as changed for each statement execute function volunteers_availability_of_candidacies();

create or replace function volunteers_availability_of_volunteer() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    perform volunteers_refresh_availability(array[new.id]);
    return null;
end $$;
create or replace trigger availability_of_volunteer
    after update of locality_id, max_active, active_matches, asked_at on volunteers_volunteer
    for each row when (
        (old.locality_id, old.max_active, old.active_matches, old.asked_at)
        is distinct from (new.locality_id, new.max_active, new.active_matches, new.asked_at)
    ) execute function volunteers_availability_of_volunteer();

create or replace function volunteers_availability_of_person() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    perform volunteers_refresh_availability(array(select id from volunteers_volunteer where person_id = new.id));
    return null;
end $$;
create or replace trigger availability_of_person
    after update of languages, contact_language, erased_at on people_person
    for each row when (
        (old.languages, old.contact_language, old.erased_at)
        is distinct from (new.languages, new.contact_language, new.erased_at)
    ) execute function volunteers_availability_of_person();
