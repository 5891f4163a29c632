"""Persons found by phone number and by name, with a typo or without accents."""

import brusselshelps.people.search
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


# Immutable, as an index needs it: the dictionary is named, so no setting changes what comes out.
FORWARD = """
create function people_fold(text) returns text language sql immutable strict parallel safe
    as $$ select lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_merge_undone_by"),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FORWARD, "drop function people_fold(text)"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("phone"), condition=models.Q(("phone", ""), _negated=True), name="person_by_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                brusselshelps.people.search.LastFigures("phone_as_written"),
                condition=models.Q(("phone", "")),
                name="person_by_last_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(brusselshelps.people.search.Fold("name"), name="gin_trgm_ops"),
                name="person_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("mail_failed_at"),
                condition=models.Q(("mail_failed_at__isnull", False)),
                name="person_mail_failed",
            ),
        ),
    ]
