"""What triggers keep or check is kept and checked in the owner's name; and who called for somebody else is found so.

See `people/0008_second_wall` for why behind the second wall a function finds them.
"""

from django.db import migrations

FORWARD = """
alter function requests_app_request_state() security definer set search_path = public, pg_temp;
alter function requests_app_match_counts() security definer set search_path = public, pg_temp;
alter function request_has_an_item() security definer set search_path = public, pg_temp;
create function requests_app_asked_from(last text) returns setof bigint language sql stable security definer
    set search_path = public, pg_temp rows 20 as $$
    select id from requests_app_helprequest where on_behalf_phone <> ''
        and right(regexp_replace(on_behalf_phone, '[^0-9]', '', 'g'), 8) = last
$$;
revoke execute on function requests_app_asked_from(text) from public;
"""
BACKWARD = """
drop function requests_app_asked_from(text);
alter function request_has_an_item() security invoker reset search_path;
alter function requests_app_match_counts() security invoker reset search_path;
alter function requests_app_request_state() security invoker reset search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0008_who_put_an_item_right")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
