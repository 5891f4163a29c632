import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_schema"), ("reference", "0001_schema")]

    operations = [
        migrations.CreateModel(
            name="AccessLogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clerk", "back-office clerk"),
                            ("lead", "back-office lead"),
                            ("ministry", "ministry"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.partner",
                        verbose_name="back office",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("list", "in a list"),
                            ("search", "in what a search found"),
                            ("page", "on a page with details"),
                            ("candidates", "while a volunteer was sought"),
                            ("phone", "while a request was written down"),
                            ("elsewhere", "elsewhere"),
                        ],
                        max_length=10,
                        verbose_name="part of the tool",
                    ),
                ),
                ("what", models.CharField(max_length=60, verbose_name="kind of row")),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="keys of the rows"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("shown", "shown"), ("refused", "not shown")], max_length=7, verbose_name="outcome"
                    ),
                ),
                ("previous", models.CharField(max_length=64, verbose_name="seal of the line before")),
                ("seal", models.CharField(max_length=64, verbose_name="seal")),
            ],
            options={
                "verbose_name": "look at personal data",
                "verbose_name_plural": "looks at personal data",
                "default_permissions": ("view",),
            },
        )
    ]
