-- The hash chain of the access log (AccessLogEntry). The database numbers and dates each entry, stores the digest of
-- the previous entry and computes the digest of this one, so that changed or removed entries can be detected
-- (`manage.py verify_access_log`). Entries are written one at a time: numbers and times follow the order of the chain.

-- `AccessLogEntry.computed_digest` does the same in Python. Only the last column can contain a |.
create or replace function audit_chain_entry() returns trigger language plpgsql as $$
declare
    last record;
begin
    perform pg_advisory_xact_lock(hashtext('brusselshelps.access_log'));
    select id, at, digest into last from audit_accesslogentry order by id desc limit 1;
    new.id := coalesce(last.id, 0) + 1;
    new.at := greatest(clock_timestamp(), last.at);
    new.previous := coalesce(last.digest, '');
    new.digest := encode(sha256(convert_to(concat_ws('|',
        new.id, (extract(epoch from new.at) * 1000000)::bigint, new.by_id, new.role, coalesce(new.office_id::text, ''),
        new.place, new.what, array_to_string(new.rows, ','), new.outcome, new.previous), 'utf8')), 'hex');
    return new;
end $$;

create or replace trigger hash_chain before insert on audit_accesslogentry
    for each row execute function audit_chain_entry();

-- Entries are only ever added.
create or replace function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'entries of the access log are only added' using errcode = 'restrict_violation';
end $$;

create or replace trigger append_only before update or delete on audit_accesslogentry
    for each row execute function audit_refuse_change();
create or replace trigger never_emptied before truncate on audit_accesslogentry
    for each statement execute function audit_refuse_change();
