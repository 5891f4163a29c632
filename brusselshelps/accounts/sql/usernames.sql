-- The username of one account (UsernameOf). Row-level policies hide the accounts of another office, and what those
-- accounts did keeps its name; so this function asks in the owner's name.

create or replace function accounts_username_of(bigint) returns text language sql stable security definer
    set search_path = public, pg_temp as $$
    select username from accounts_user where id = $1
$$;
revoke execute on function accounts_username_of(bigint) from public;
