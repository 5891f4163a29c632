"""The list of volunteers is paged by registration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_find_by_phone_and_name"),
        ("reference", "0004_nearness_and_talk"),
        ("volunteers", "0006_standby_supply"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(fields=["registered_at", "id"], name="volunteer_registered"),
        ),
    ]
