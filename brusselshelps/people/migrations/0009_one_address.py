"""Two addresses are one when they are so in capitals and in small letters: "ı" is an "I" in capitals, and another letter.

An address like that reaches somebody else, who may not be sent the link of whoever has the other one.
"""

from django.db import migrations

FUNCTION = """
create or replace function people_reached_at(address text) returns setof bigint language sql stable security definer
    set search_path = public, pg_temp rows 20 as $$
    select id from people_person where email <> '' and upper(email) = upper(address){}
$$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_second_wall")]

    operations = [migrations.RunSQL(FUNCTION.format(" and lower(email) = lower(address)"), FUNCTION.format(""))]
