-- When a merge is undone or a legal hold ends, retention reviews the persons now (Person.review_at). With the owner's
-- rights: staff who undo a merge or end a hold may not update these persons.

create or replace function people_review_now() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    update people_person set review_at = now()
    where id in (select (to_jsonb(new) ->> name)::bigint from unnest(tg_argv) name);
    return null;
end $$;

create or replace trigger review_now after update of undone_at on people_personmerge for each row
    when (old.undone_at is null and new.undone_at is not null)
    execute function people_review_now('kept_id', 'merged_id');
create or replace trigger review_now after update of ended_at on people_legalhold for each row
    when (old.ended_at is null and new.ended_at is not null)
    execute function people_review_now('person_id');
