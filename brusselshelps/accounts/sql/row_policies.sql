-- What staff pages may do with accounts; brusselshelps/access/sql/row_policies.sql explains the notation.

-- A lead manages the accounts of their own office, an administrator those outside the offices. Nobody can extend their
-- own rights: the role and back office of the user's own account cannot change.
grant select, insert, update on accounts_user to {desk};
create policy desk_select on accounts_user for select to {desk} using (
    id = {user} or backoffice_id = {office}
    or ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
);
create policy desk_insert on accounts_user for insert to {desk} with check (
    {role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null
);
create policy desk_update on accounts_user for update to {desk}
    using (
        id = {user}
        or ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
    )
    with check (
        (id = {user} and role = {role} and backoffice_id is not distinct from {office})
        or id <> {user}
        and ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
    );

grant select, insert on accounts_accountchange to {desk};
create policy desk_select on accounts_accountchange for select to {desk} using (
    exists (
        select from accounts_user u where u.id = account_id
        and ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
    )
);
create policy desk_insert on accounts_accountchange for insert to {desk} with check (
    by_id = {user} and account_id <> {user} and exists (
        select from accounts_user u where u.id = account_id
        and ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
    )
);

-- A second factor can be removed, but never read.
grant select (id, user_id), delete on mfa_authenticator to {desk};
create policy desk_select on mfa_authenticator for select to {desk} using (
    user_id <> {user} and exists (
        select from accounts_user u where u.id = user_id
        and ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
    )
);
create policy desk_delete on mfa_authenticator for delete to {desk} using (
    user_id <> {user} and exists (
        select from accounts_user u where u.id = user_id
        and ({role} = 'lead' and backoffice_id = {office} or {role} = 'administrator' and backoffice_id is null)
    )
);

revoke all on account_emailaddress, account_emailconfirmation, accounts_counter from {desk};

-- The username for a key (accounts/sql/usernames.sql).
grant execute on function accounts_username_of(bigint) to {desk};

-- Readers of figures can choose their language.
grant select (id), update (language) on accounts_user to {facts};
create policy facts_select on accounts_user for select to {facts} using (id = {user});
create policy facts_update on accounts_user for update to {facts} using (id = {user});
