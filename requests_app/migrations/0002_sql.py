from django.db import migrations

from brusselshelps.migration_helpers import run_sql


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_schema")]

    operations = [
        run_sql("requests_app/sql/items.sql", reverse="drop function request_has_an_item() cascade"),
        run_sql(
            "requests_app/sql/request_state.sql",
            reverse="drop statistics request_state_and_holder; "
            "drop function requests_app_derive_request_state() cascade",
        ),
        run_sql(
            "requests_app/sql/active_matches.sql", reverse="drop function requests_app_count_active_matches() cascade"
        ),
        run_sql(
            "requests_app/sql/search.sql",
            reverse="drop function requests_app_last_no_show(bigint), requests_app_by_asker_phone(text)",
        ),
    ]
