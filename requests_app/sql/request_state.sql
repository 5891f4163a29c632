-- The state of a help request is that of its neediest item, in the order of BY_NEED, or withdrawn if all items are set
-- aside. Maintained by triggers on the items, which run as the owner.

create or replace function requests_app_derive_request_state() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    update requests_app_helprequest r set state = s.state
    from (
        select i.request_id, coalesce(
            (array_agg(i.state order by array_position(
                array['open', 'matched', 'done', 'referred', 'unmet', 'withdrawn'], i.state::text
            )) filter (where i.set_aside_at is null))[1], 'withdrawn') as state
        from requests_app_requestitem i
        where i.request_id in (select request_id from changed)
        group by i.request_id
    ) s
    where r.id = s.request_id and r.state <> s.state;
    return null;
end $$;

create or replace trigger request_state_of_new_items after insert on requests_app_requestitem
    referencing new table as changed for each statement execute function requests_app_derive_request_state();
create or replace trigger request_state_of_changed_items after update on requests_app_requestitem
    referencing new table as changed for each statement execute function requests_app_derive_request_state();

-- Four columns together decide who has to act on a request. From statistics on each column alone, the planner would
-- assume that hardly any request is in the intake, and would sort all of them to show a page.
drop statistics if exists request_state_and_holder;
create statistics request_state_and_holder (mcv) on holder_id, state, handled_at, set_aside_at
    from requests_app_helprequest;
