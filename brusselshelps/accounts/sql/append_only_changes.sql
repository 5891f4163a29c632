-- AccountChange is append-only: its rows cannot be changed or removed, neither through the application nor outside it.

create or replace function accounts_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only added', tg_table_name using errcode = 'restrict_violation';
end $$;

create or replace trigger append_only before update or delete on accounts_accountchange
    for each row execute function accounts_refuse_change();
