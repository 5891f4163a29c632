"""The name under a deed, one at a time.

Behind the second wall the accounts of another office are unknown, and what they did keeps its name (`NameOf`).
"""

from django.db import migrations

FORWARD = """
create function accounts_name(bigint) returns text language sql stable security definer
    set search_path = public, pg_temp as $$ select username from accounts_user where id = $1 $$;
revoke execute on function accounts_name(bigint) from public;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_signing_in")]

    operations = [migrations.RunSQL(FORWARD, "drop function accounts_name(bigint)")]
