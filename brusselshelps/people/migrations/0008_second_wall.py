"""What finds persons by number, address or name does so for everybody, by key and nothing else.

Behind the second wall no index over an expression is used, nor one that looks into a text: such a question might tell
what it is given, so the database puts it after the policies. These functions ask in the owner's name, and whoever
calls them sees of the keys only the rows that the policies give.
"""

from django.db import migrations

FORWARD = """
create function people_called_at(dialled text, last text) returns setof bigint language sql stable security definer
    set search_path = public, pg_temp rows 20 as $$
    select id from people_person where phone <> '' and phone = dialled
    union
    select id from people_person where phone = '' and phone_as_written <> ''
        and right(regexp_replace(phone_as_written, '[^0-9]', '', 'g'), 8) = last
$$;
create function people_reached_at(address text) returns setof bigint language sql stable security definer
    set search_path = public, pg_temp rows 20 as $$
    select id from people_person where email <> '' and upper(email) = upper(address)
$$;
create function people_named(called text) returns setof bigint language sql stable security definer
    set search_path = public, pg_temp rows 20 as $$
    select id from people_person where people_fold(name) = people_fold(called)
$$;
create function people_named_like(called text) returns setof bigint language sql stable security definer
    set search_path = public, pg_temp rows 200 as $$
    select id from people_person where people_fold(name) %> people_fold(called) and erased_at is null
$$;
revoke execute on function people_called_at(text, text), people_reached_at(text), people_named(text),
    people_named_like(text) from public;
"""
BACKWARD = """
drop function people_called_at(text, text);
drop function people_reached_at(text);
drop function people_named(text);
drop function people_named_like(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_retention")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
