from django.db import migrations

from brusselshelps.migration_helpers import run_sql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_schema")]

    operations = [
        run_sql("brusselshelps/accounts/sql/counter.sql", reverse="drop table accounts_counter"),
        run_sql(
            "brusselshelps/accounts/sql/append_only_changes.sql",
            reverse="drop function accounts_refuse_change() cascade",
        ),
        run_sql("brusselshelps/accounts/sql/usernames.sql", reverse="drop function accounts_username_of(bigint)"),
    ]
