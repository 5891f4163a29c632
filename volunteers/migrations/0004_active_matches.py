"""How many matches of a volunteer are active, and when they were last asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0003_calls_on_the_website_and_pauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="active_matches",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name="matches now"),
        ),
        migrations.AddField(
            model_name="volunteer",
            name="asked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last asked at"),
        ),
    ]
