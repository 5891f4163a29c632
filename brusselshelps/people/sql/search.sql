-- Persons found by phone number, e-mail address or name, for everybody, by key and nothing else.
--
-- Under row-level policies PostgreSQL uses no index over an expression, nor one that looks into a text: such a condition
-- might reveal what it is given, so it is evaluated after the policies. These functions ask in the owner's name, and
-- whoever calls them sees of the keys only the rows that the policies give.

-- Without accents and capitals. Immutable, as an index needs it: the dictionary is named, so no setting changes the result.
create or replace function people_fold(text) returns text language sql immutable strict parallel safe as $$
    select lower(public.unaccent('public.unaccent'::regdictionary, $1))
$$;

-- By number; one that could not be read is known by its last eight digits.
create or replace function people_by_phone(dialled text, last_digits text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from people_person where phone <> '' and phone = dialled
    union
    select id from people_person where phone = '' and phone_as_written <> ''
        and right(regexp_replace(phone_as_written, '[^0-9]', '', 'g'), 8) = last_digits
$$;

-- Two addresses are one when they are so in capitals and in small letters: "ı" is an "I" in capitals, and another letter.
-- An address like that reaches somebody else, who may not be sent the link of whoever has the other one.
create or replace function people_by_email(address text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from people_person
    where email <> '' and upper(email) = upper(address) and lower(email) = lower(address)
$$;

create or replace function people_by_name(called text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 20 as $$
    select id from people_person where people_fold(name) = people_fold(called)
$$;

-- With typos; how many is the setting pg_trgm.word_similarity_threshold.
create or replace function people_by_similar_name(called text) returns setof bigint
    language sql stable security definer set search_path = public, pg_temp rows 200 as $$
    select id from people_person where people_fold(name) %> people_fold(called) and erased_at is null
$$;

revoke execute on function people_by_phone(text, text), people_by_email(text), people_by_name(text),
    people_by_similar_name(text) from public;
