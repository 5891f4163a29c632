"""What was set aside has a list of its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_find_by_phone_and_name"),
        ("reference", "0004_nearness_and_talk"),
        ("requests_app", "0006_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("set_aside_at__isnull", False)),
                fields=["received_at", "id"],
                name="request_set_aside",
            ),
        ),
    ]
