import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_schema"),
        ("people", "0001_schema"),
        ("reference", "0001_schema"),
        ("volunteers", "0001_schema"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=11, unique=True, verbose_name="reference")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_requests",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                ("on_behalf_name", models.CharField(blank=True, max_length=200, verbose_name="asked by")),
                ("on_behalf_phone", models.CharField(blank=True, max_length=60, verbose_name="phone of who asks")),
                (
                    "on_behalf_relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("family", "family"),
                            ("neighbour", "neighbour or friend"),
                            ("professional", "care or social worker"),
                            ("other", "somebody else"),
                        ],
                        max_length=20,
                        verbose_name="relation of who asks",
                    ),
                ),
                ("on_behalf_agreed", models.BooleanField(default=False, verbose_name="the person agrees")),
                (
                    "channel",
                    models.CharField(
                        choices=[("web", "website"), ("phone", "phone"), ("paper", "paper"), ("partner", "partner")],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=4000, verbose_name="message")),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("today", "today"), ("this_week", "this week"), ("can_wait", "it can wait")],
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
                ("by_when", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                (
                    "locality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="reference.locality", verbose_name="locality"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="help_requests",
                        to="reference.partner",
                        verbose_name="held by",
                    ),
                ),
                (
                    "clerk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="followed up by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("matched", "matched"),
                            ("done", "done"),
                            ("unmet", "unmet"),
                            ("referred", "referred"),
                            ("withdrawn", "withdrawn"),
                        ],
                        db_default="open",
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="handled at")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="set aside at")),
                (
                    "set_aside_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for setting aside"),
                ),
                ("external_key", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
            ],
            options={"verbose_name": "help request", "verbose_name_plural": "help requests"},
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="requests_app.helprequest",
                        verbose_name="help request",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.partner",
                        verbose_name="back office",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "handover",
                "verbose_name_plural": "handovers",
                "ordering": ["request", "since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RequestItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="requests_app.helprequest",
                        verbose_name="help request",
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
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("matched", "matched"),
                            ("done", "done"),
                            ("unmet", "unmet"),
                            ("referred", "referred"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="set aside at")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set aside by",
                    ),
                ),
            ],
            options={
                "verbose_name": "item",
                "verbose_name_plural": "items",
                "ordering": ["request", "category__position"],
            },
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="requests_app.requestitem",
                        verbose_name="item",
                    ),
                ),
                (
                    "old",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("matched", "matched"),
                            ("done", "done"),
                            ("unmet", "unmet"),
                            ("referred", "referred"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("matched", "matched"),
                            ("done", "done"),
                            ("unmet", "unmet"),
                            ("referred", "referred"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                (
                    "referred_to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("welfare", "the public centre for social welfare"),
                            ("doctor", "a doctor"),
                            ("other", "another service"),
                        ],
                        db_default="",
                        max_length=10,
                        verbose_name="referred to",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of state",
                "verbose_name_plural": "changes of state",
                "ordering": ["item", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="requests_app.requestitem",
                        verbose_name="item",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="volunteers.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed at")),
                ("answer_by", models.DateTimeField(blank=True, null=True, verbose_name="answer expected by")),
                ("willing_at", models.DateTimeField(blank=True, null=True, verbose_name="willing since")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted at")),
                ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="declined at")),
                ("lapsed_at", models.DateTimeField(blank=True, null=True, verbose_name="not answered in time, at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                ("no_show_at", models.DateTimeField(blank=True, null=True, verbose_name="did not show up, at")),
            ],
            options={"verbose_name": "match", "verbose_name_plural": "matches"},
        ),
        migrations.CreateModel(
            name="MatchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="requests_app.match",
                        verbose_name="match",
                    ),
                ),
                (
                    "old",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "proposed"),
                            ("willing", "willing, insurance to be checked"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("lapsed", "not answered in time"),
                            ("cancelled", "cancelled"),
                            ("done", "done"),
                            ("no_show", "did not show up"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("willing", "willing, insurance to be checked"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("lapsed", "not answered in time"),
                            ("cancelled", "cancelled"),
                            ("done", "done"),
                            ("no_show", "did not show up"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a match",
                "verbose_name_plural": "changes of matches",
                "ordering": ["match", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="requests_app.helprequest",
                        verbose_name="help request",
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="requests_app.match",
                        verbose_name="match",
                    ),
                ),
                (
                    "whom",
                    models.CharField(
                        choices=[
                            ("resident", "the resident"),
                            ("asker", "who asks for the resident"),
                            ("volunteer", "the volunteer"),
                        ],
                        max_length=10,
                        verbose_name="who was called",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "answered"),
                            ("no_answer", "no answer"),
                            ("wrong_number", "wrong number"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt to reach somebody",
                "verbose_name_plural": "attempts to reach somebody",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="requests_app.helprequest",
                        verbose_name="help request",
                    ),
                ),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="what was corrected"
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
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SettingAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settings_aside",
                        to="requests_app.helprequest",
                        verbose_name="help request",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="set aside at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("put_back_at", models.DateTimeField(blank=True, null=True, verbose_name="put back at")),
                (
                    "put_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put back by",
                    ),
                ),
            ],
            options={
                "verbose_name": "setting aside",
                "verbose_name_plural": "settings aside",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OrganisationNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=11, unique=True, verbose_name="reference")),
                ("organisation", models.CharField(max_length=200, verbose_name="organisation")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisation_needs",
                        to="people.person",
                        verbose_name="contact person",
                    ),
                ),
                ("what", models.TextField(blank=True, max_length=4000, verbose_name="what is needed")),
                (
                    "people_helped",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="for how many people"),
                ),
                ("by_when", models.DateField(blank=True, null=True, verbose_name="by when")),
                (
                    "locality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="reference.locality", verbose_name="locality"
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="volunteers.call",
                        verbose_name="call",
                    ),
                ),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
            ],
            options={"verbose_name": "need", "verbose_name_plural": "needs", "ordering": ["-received_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="requests_app.helprequest",
                        verbose_name="help request",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
            ],
            options={"verbose_name": "note", "verbose_name_plural": "notes", "ordering": ["request", "at", "pk"]},
        ),
    ]
