"""The access log."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations
from django.db.models import BigAutoField, BigIntegerField, CharField, DateTimeField

from brusselshelps.migration_helpers import refers_to

STAFF = settings.AUTH_USER_MODEL
ROLES = [
    ("clerk", "back-office clerk"),
    ("lead", "back-office lead"),
    ("ministry", "ministry"),
    ("auditor", "auditor"),
    ("administrator", "administrator"),
]
PLACES = [
    ("list", "in a list"),
    ("search", "in search results"),
    ("page", "on a page with details"),
    ("candidates", "while looking for a volunteer"),
    ("phone", "while recording a help request"),
    ("elsewhere", "elsewhere"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_schema"), ("reference", "0001_schema")]

    operations = [
        migrations.CreateModel(
            "AccessLogEntry",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("at", DateTimeField("at")),
                ("by", refers_to(STAFF, "who", related_name="+")),
                ("role", CharField("role", max_length=20, choices=ROLES)),
                ("office", refers_to("reference.partner", "back office", null=True, related_name="+")),
                ("place", CharField("part of the tool", max_length=10, choices=PLACES)),
                ("what", CharField("kind of row", max_length=60)),
                ("rows", ArrayField(BigIntegerField(), verbose_name="keys of the rows")),
                ("outcome", CharField("outcome", max_length=7, choices=[("shown", "shown"), ("refused", "not shown")])),
                ("previous", CharField("digest of the previous line", max_length=64)),
                ("digest", CharField("digest", max_length=64)),
            ],
            {
                "verbose_name": "access log entry",
                "verbose_name_plural": "access log entries",
                "default_permissions": ("view",),
            },
        )
    ]
