from django.db import migrations

from brusselshelps.migration_helpers import run_sql


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_schema")]

    operations = [
        run_sql("volunteers/sql/candidacies.sql", reverse="drop function volunteer_has_a_candidacy() cascade"),
        run_sql(
            "volunteers/sql/availability.sql",
            reverse="drop function volunteers_availability_of_person(), volunteers_availability_of_volunteer(), "
            "volunteers_availability_of_candidacies(), volunteers_refresh_availability(bigint[]) cascade",
        ),
    ]
