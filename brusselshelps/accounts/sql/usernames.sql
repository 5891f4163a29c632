-- The username of an account, by key (UsernameOf). Row-level policies hide the accounts of other offices, but records
-- of what those accounts did still show a username; so this function runs with the rights of the owner.

create or replace function accounts_username_of(bigint) returns text language sql stable security definer
    set search_path = public, pg_temp as $$
    select username from accounts_user where id = $1
$$;
revoke execute on function accounts_username_of(bigint) from public;
