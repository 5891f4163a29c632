import brusselshelps.people.models.link
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_schema")]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "phone",
                    models.CharField(
                        blank=True, help_text="As +32…; empty when unreadable.", max_length=16, verbose_name="phone"
                    ),
                ),
                ("phone_as_written", models.CharField(blank=True, max_length=60, verbose_name="phone as written")),
                ("street", models.CharField(blank=True, max_length=200, verbose_name="street")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="house number")),
                (
                    "contact_language",
                    models.CharField(
                        blank=True,
                        choices=[("nl", "Nederlands"), ("fr", "Français"), ("en", "English")],
                        max_length=2,
                        verbose_name="contact language",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="languages spoken",
                    ),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="forgotten at")),
                (
                    "mail_failed_at",
                    models.DateTimeField(
                        blank=True, help_text="Call instead.", null=True, verbose_name="mail cannot be delivered since"
                    ),
                ),
                ("last_activity_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life at")),
                ("notified_at", models.DateTimeField(blank=True, null=True, verbose_name="told beforehand at")),
                (
                    "erasure_requested_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="asked to be forgotten at"),
                ),
                (
                    "review_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={"verbose_name": "person", "verbose_name_plural": "persons"},
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Empty: until somebody ends it.",
                        null=True,
                        verbose_name="up to and including",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
            ],
            options={"verbose_name": "legal hold", "verbose_name_plural": "legal holds"},
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("request", "what somebody asked"), ("volunteer", "what somebody offers")],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("nonce", models.CharField(default=brusselshelps.people.models.link.new_nonce, max_length=32)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="last asked for at")),
            ],
            options={"verbose_name": "signed link", "verbose_name_plural": "signed links"},
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_kept",
                        to="people.person",
                        verbose_name="kept",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="people.person",
                        verbose_name="merged",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={"verbose_name": "merge of persons", "verbose_name_plural": "merges of persons"},
        ),
        migrations.CreateModel(
            name="RetentionBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("forgotten", "persons forgotten"),
                            ("asks", "residents whose words were emptied"),
                            ("offers", "volunteers whose data as volunteer were emptied"),
                            ("organisation", "contacts of organisations whose words were emptied"),
                            ("notice", "volunteers told beforehand"),
                            ("links", "signed links that had expired"),
                            ("submissions", "traces of forms sent"),
                            ("counts", "counts of forms per network"),
                            ("sessions", "sessions that had ended"),
                            ("jobs", "finished jobs"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="how many")),
                ("columns", models.PositiveIntegerField(default=0, verbose_name="fields emptied")),
                ("dry_run", models.BooleanField(default=False, verbose_name="dry run")),
            ],
            options={"verbose_name": "batch of retention", "verbose_name_plural": "batches of retention"},
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("reference", models.CharField(max_length=11)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"verbose_name": "submission", "verbose_name_plural": "submissions"},
        ),
        migrations.CreateModel(
            name="SubmissionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(max_length=64)),
                ("hour", models.DateTimeField(db_index=True)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
    ]
