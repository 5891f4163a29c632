"""How many volunteers can be asked where is counted from a small index, on the start page of the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0005_standby"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standby",
            index=models.Index(
                models.F("category"),
                models.F("locality"),
                condition=models.Q(("language", "")),
                name="standby_supply",
            ),
        ),
    ]
