-- Maintains the number of a volunteer's active matches and when one was last proposed; refuses more matches than their
-- maximum. The update locks the volunteer, so that concurrent matches are both counted. Runs as the owner
-- because the row-level policies let nobody else write these columns.

create or replace function requests_app_count_active_matches() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
declare
    more smallint := 0;
begin
    if tg_op <> 'INSERT'
        and num_nonnulls(old.declined_at, old.lapsed_at, old.cancelled_at, old.done_at, old.no_show_at) = 0 then
        more := more - 1;
    end if;
    if tg_op <> 'DELETE'
        and num_nonnulls(new.declined_at, new.lapsed_at, new.cancelled_at, new.done_at, new.no_show_at) = 0 then
        more := more + 1;
    end if;
    if tg_op = 'DELETE' then
        update volunteers_volunteer set active_matches = active_matches + more where id = old.volunteer_id and more <> 0;
    elsif tg_op = 'INSERT' then
        update volunteers_volunteer
            set active_matches = active_matches + more, asked_at = greatest(asked_at, new.proposed_at)
            where id = new.volunteer_id and active_matches + more <= greatest(max_active, active_matches);
        if not found then
            raise exception 'volunteer % has no room for another match', new.volunteer_id
                using errcode = 'check_violation', constraint = 'match_within_what_the_volunteer_said',
                      table = 'requests_app_match';
        end if;
    elsif more <> 0 then
        update volunteers_volunteer set active_matches = active_matches + more where id = new.volunteer_id;
    end if;
    return null;
end $$;

create or replace trigger count_active_matches after insert or delete or update of
    declined_at, lapsed_at, cancelled_at, done_at, no_show_at on requests_app_match
    for each row execute function requests_app_count_active_matches();
