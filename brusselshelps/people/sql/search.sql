-- Search functions for persons by phone number, e-mail address or name. Any role that is granted them may call them;
-- they return primary keys only.
--
-- Under row-level policies PostgreSQL uses neither an expression index nor a trigram index: such a condition could leak
-- its input, so it is evaluated after the policies. These functions run with the owner's rights, and their caller can
-- still read only those rows that the policies allow.

-- Lower case without accents. Immutable, as an index requires: the dictionary is named, so no setting affects it.
create or replace function people_fold(text) returns text language sql immutable strict parallel safe as $$
    select lower(public.unaccent('public.unaccent'::regdictionary, $1))
$$;

-- By number; a number that could not be parsed is matched on its last eight digits.
create or replace function people_by_phone(dialled text, last_digits text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from people_person where phone <> '' and phone = dialled
    union
    select id from people_person where phone = '' and phone_as_written <> ''
        and right(regexp_replace(phone_as_written, '[^0-9]', '', 'g'), 8) = last_digits
$$;

-- Two addresses are equal when they match in both upper and lower case: "ı" is "I" in upper case but is another letter.
-- Such an address belongs to somebody else, who must not be sent the other person's link.
create or replace function people_by_email(address text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from people_person
    where email <> '' and upper(email) = upper(address) and lower(email) = lower(address)
$$;

create or replace function people_by_name(called text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from people_person where people_fold(name) = people_fold(called)
$$;

-- Allows typos; the tolerance is the setting pg_trgm.word_similarity_threshold.
create or replace function people_by_similar_name(called text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 200 as $$
    select id from people_person where people_fold(name) %> people_fold(called) and erased_at is null
$$;

revoke execute on function people_by_phone(text, text), people_by_email(text), people_by_name(text),
    people_by_similar_name(text) from public;
