import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_schema"), ("people", "0001_schema"), ("reference", "0001_schema")]

    operations = [
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="people.person", verbose_name="person"
                    ),
                ),
                ("reference", models.CharField(max_length=11, unique=True, verbose_name="reference")),
                (
                    "registered_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="registered at"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                (
                    "residence",
                    models.CharField(
                        choices=[
                            ("inside", "in the Brussels Region"),
                            ("outside", "outside the Brussels Region"),
                            ("unknown", "not known"),
                        ],
                        max_length=7,
                        verbose_name="residence",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="reference.locality",
                        verbose_name="locality",
                    ),
                ),
                ("adult", models.BooleanField(default=False, verbose_name="16 or older")),
                (
                    "information_read_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="information note read at"),
                ),
                ("paused_until", models.DateField(blank=True, null=True, verbose_name="paused until")),
                ("max_active", models.PositiveSmallIntegerField(default=1, verbose_name="most matches at a time")),
                (
                    "active_matches",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False, verbose_name="matches now"
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last asked at")),
                ("email_key", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                ("external_key", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
            ],
            options={"verbose_name": "volunteer", "verbose_name_plural": "volunteers"},
        ),
        migrations.CreateModel(
            name="Candidacy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidacies",
                        to="volunteers.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="reference.category",
                        verbose_name="help category",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
            ],
            options={"verbose_name": "candidacy", "verbose_name_plural": "candidacies"},
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="volunteers.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reference.category",
                        verbose_name="help category",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nl", "nl"),
                            ("fr", "fr"),
                            ("en", "en"),
                            ("ar", "ar"),
                            ("bg", "bg"),
                            ("de", "de"),
                            ("el", "el"),
                            ("es", "es"),
                            ("it", "it"),
                            ("ln", "ln"),
                            ("pl", "pl"),
                            ("pt", "pt"),
                            ("ro", "ro"),
                            ("ru", "ru"),
                            ("sq", "sq"),
                            ("tr", "tr"),
                            ("uk", "uk"),
                            ("rif", "rif"),
                            ("zh", "zh"),
                        ],
                        max_length=3,
                        verbose_name="language",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reference.locality",
                        verbose_name="locality",
                    ),
                ),
                ("active_matches", models.PositiveSmallIntegerField(verbose_name="matches now")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="last asked at")),
            ],
            options={"verbose_name": "volunteer on standby", "verbose_name_plural": "volunteers on standby"},
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("title", models.CharField(blank=True, max_length=150, verbose_name="title")),
                ("title_nl", models.CharField(blank=True, max_length=150, null=True, verbose_name="title")),
                ("title_fr", models.CharField(blank=True, max_length=150, null=True, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=150, null=True, verbose_name="title")),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "mail"), ("newsletter", "newsletter"), ("social_media", "social media")],
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                ("launched_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="launched at")),
                (
                    "open_until",
                    models.DateField(
                        blank=True,
                        help_text="Empty: not on the website.",
                        null=True,
                        verbose_name="open on the website until",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=600, verbose_name="text on the website")),
                (
                    "text_nl",
                    models.TextField(blank=True, max_length=600, null=True, verbose_name="text on the website"),
                ),
                (
                    "text_fr",
                    models.TextField(blank=True, max_length=600, null=True, verbose_name="text on the website"),
                ),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=600, null=True, verbose_name="text on the website"),
                ),
            ],
            options={"verbose_name": "call", "verbose_name_plural": "calls"},
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="reference.category",
                        verbose_name="help category",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="volunteers.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=11, null=True, unique=True, verbose_name="reference"),
                ),
                ("headcount", models.PositiveIntegerField(default=1, verbose_name="headcount")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("attended_at", models.DateTimeField(blank=True, null=True, verbose_name="attended at")),
            ],
            options={"verbose_name": "sign-up", "verbose_name_plural": "sign-ups"},
        ),
        migrations.CreateModel(
            name="InsuranceCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="insurance_checks",
                        to="volunteers.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("insured", "insured"),
                            ("asked", "asked"),
                            ("refused", "refused"),
                            ("covered_otherwise", "covered otherwise"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("self", "the volunteer’s own word"),
                            ("phone", "asked by phone"),
                            ("document", "a document"),
                            ("import", "imported list"),
                        ],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="checked at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={"verbose_name": "insurance check", "verbose_name_plural": "insurance checks"},
        ),
    ]
