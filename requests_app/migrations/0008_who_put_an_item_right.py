"""Who added an item to a help request, and who set one aside that was chosen by mistake."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def clerk(words: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=words,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0007_set_aside_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="requestitem", name="added_by", field=clerk("added by")),
        migrations.AddField(model_name="requestitem", name="set_aside_by", field=clerk("set aside by")),
    ]
