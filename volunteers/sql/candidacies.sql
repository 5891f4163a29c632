-- A volunteer registers for at least one category. Checked at commit, because candidacies are inserted after the
-- volunteer.

create or replace function volunteer_has_a_candidacy() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    if not exists (select from volunteers_candidacy where volunteer_id = new.id) then
        raise exception 'volunteer % has no candidacy', new.id
            using errcode = 'check_violation', constraint = 'volunteer_has_a_candidacy';
    end if;
    return null;
end $$;

drop trigger if exists volunteer_has_a_candidacy on volunteers_volunteer;
create constraint trigger volunteer_has_a_candidacy after insert on volunteers_volunteer
    deferrable initially deferred for each row execute function volunteer_has_a_candidacy();
