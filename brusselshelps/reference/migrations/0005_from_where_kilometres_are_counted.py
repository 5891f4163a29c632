"""The page of a locality says from where its kilometres are counted; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reference", "0004_nearness_and_talk")]

    operations = [
        migrations.AlterField(
            model_name="locality",
            name="x_km",
            field=models.FloatField(
                blank=True,
                help_text="Of the north-west corner of the Region.",
                null=True,
                verbose_name="kilometres to the east",
            ),
        ),
        migrations.AlterField(
            model_name="locality",
            name="y_km",
            field=models.FloatField(
                blank=True,
                help_text=(
                    "Of the north-west corner of the Region; measured on a map. Volunteers who live near are proposed "
                    "first. Leave both distances empty if you do not know them."
                ),
                null=True,
                verbose_name="kilometres to the south",
            ),
        ),
    ]
