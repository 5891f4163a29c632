"""A help request asks for at least one category. Checked at commit, for the items come after the request."""

from django.db import migrations

FORWARD = """
create function request_has_an_item() returns trigger language plpgsql as $$
begin
    if not exists (select from requests_app_requestitem where request_id = new.id) then
        raise exception 'help request % has no item', new.id
            using errcode = 'check_violation', constraint = 'request_has_an_item';
    end if;
    return null;
end $$;
create constraint trigger request_has_an_item after insert on requests_app_helprequest
    deferrable initially deferred for each row execute function request_has_an_item();
"""
BACKWARD = """
drop trigger request_has_an_item on requests_app_helprequest;
drop function request_has_an_item();
"""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
