"""Members of staff, and the changes made to their accounts."""

from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import migrations
from django.db.models import BigAutoField, BooleanField, CharField, DateTimeField, TextField
from django.utils.timezone import now

from brusselshelps.migration_helpers import refers_to

ROLES = [
    ("clerk", "back-office clerk"),
    ("lead", "back-office lead"),
    ("ministry", "ministry"),
    ("auditor", "auditor"),
    ("administrator", "administrator"),
]
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
STAFF = settings.AUTH_USER_MODEL
CHANGES = [
    ("opened", "opened"),
    ("role", "role changed"),
    ("password", "new first password"),
    ("second_factor", "second step reset"),
    ("ended", "ended"),
    ("emergency", "emergency access from the server"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("reference", "0001_schema")]

    operations = [
        migrations.CreateModel(
            "User",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("password", CharField("password", max_length=128)),
                ("last_login", DateTimeField("last login", null=True, blank=True)),
                (
                    "username",
                    CharField("username", max_length=150, unique=True, validators=[UnicodeUsernameValidator()]),
                ),
                ("role", CharField("role", max_length=20, choices=ROLES)),
                (
                    "backoffice",
                    refers_to(
                        "reference.partner",
                        "back office",
                        null=True,
                        blank=True,
                        limit_choices_to={"runs_backoffice": True},
                        related_name="staff",
                    ),
                ),
                ("language", CharField("language", max_length=2, choices=LANGUAGES, default="nl")),
                ("is_active", BooleanField("may sign in", default=True)),
                ("created_at", DateTimeField("created at", default=now, editable=False)),
                (
                    "first_password_until",
                    DateTimeField(
                        "first password valid until",
                        null=True,
                        editable=False,
                        help_text="Set while the password is one that somebody else has seen; until it is changed, nothing else can be done.",
                    ),
                ),
                ("ends_at", DateTimeField("ends automatically at", null=True, editable=False)),
            ],
            {"verbose_name": "member of staff", "verbose_name_plural": "staff", "ordering": ["username"]},
        ),
        migrations.CreateModel(
            "AccountChange",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("account", refers_to(STAFF, "account", related_name="changes")),
                ("what", CharField("what", max_length=20, choices=CHANGES)),
                ("at", DateTimeField("at", default=now)),
                ("by", refers_to(STAFF, "by", null=True, related_name="+")),
                ("reason", TextField("reason", blank=True)),
            ],
            {"verbose_name": "account change", "verbose_name_plural": "account changes", "ordering": ["-at", "-pk"]},
        ),
    ]
