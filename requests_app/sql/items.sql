-- A help request has at least one item. Checked at commit, because items are inserted after the request.

create or replace function request_has_an_item() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    if not exists (select from requests_app_requestitem where request_id = new.id) then
        raise exception 'help request % has no item', new.id
            using errcode = 'check_violation', constraint = 'request_has_an_item';
    end if;
    return null;
end $$;

drop trigger if exists request_has_an_item on requests_app_helprequest;
create constraint trigger request_has_an_item after insert on requests_app_helprequest
    deferrable initially deferred for each row execute function request_has_an_item();
