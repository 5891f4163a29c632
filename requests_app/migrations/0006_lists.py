"""Indexes of the lists at the desk."""

import brusselshelps.people.search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_find_by_phone_and_name"),
        ("reference", "0004_nearness_and_talk"),
        ("requests_app", "0005_active_matches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="helprequest",
            name="request_received",
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(fields=["received_at", "id"], name="request_received"),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(fields=["holder", "state", "received_at", "id"], name="request_held"),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("clerk__isnull", False)),
                fields=["clerk", "state", "received_at", "id"],
                name="request_followed_up",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("handled_at", None), ("holder", None), ("set_aside_at", None), ("state", "open")),
                fields=["received_at", "id"],
                name="request_in_intake",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                brusselshelps.people.search.LastFigures("on_behalf_phone"),
                condition=models.Q(("on_behalf_phone", ""), _negated=True),
                name="request_by_last_figures",
            ),
        ),
    ]
