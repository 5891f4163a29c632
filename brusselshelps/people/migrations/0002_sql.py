from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from brusselshelps.migration_helpers import run_sql


class Migration(migrations.Migration):
    dependencies = [("people", "0001_schema")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        run_sql(
            "brusselshelps/people/sql/search.sql",
            reverse="drop function people_by_similar_name(text), people_by_name(text), people_by_email(text), "
            "people_by_phone(text, text), people_fold(text)",
        ),
        run_sql("brusselshelps/people/sql/retention.sql", reverse="drop function people_review_now() cascade"),
    ]
