"""Persons, and the tables about persons as such."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations
from django.db.models import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    EmailField,
    PositiveIntegerField,
    UUIDField,
)
from django.db.models.functions import Now
from django.utils.timezone import now

from brusselshelps.migration_helpers import refers_to
from brusselshelps.people.models.signed_link import new_nonce

LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
STAFF = settings.AUTH_USER_MODEL
PURPOSES = [("request", "what somebody asked for"), ("volunteer", "what somebody offers")]
BATCHES = [
    ("erased", "people whose data was erased"),
    ("asks", "residents whose words were erased"),
    ("offers", "volunteers whose volunteer data was erased"),
    ("organisation", "contacts at organisations whose words were erased"),
    ("notice", "volunteers notified in advance"),
    ("links", "expired signed links"),
    ("submissions", "traces of submitted forms"),
    ("counts", "counts of forms per network"),
    ("sessions", "ended sessions"),
    ("jobs", "finished jobs"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_schema")]

    operations = [
        migrations.CreateModel(
            "Person",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("name", CharField("name", max_length=200, blank=True)),
                ("email", EmailField("e-mail address", max_length=254, blank=True)),
                ("phone", CharField("phone", max_length=16, blank=True, help_text="As +32…; empty if unreadable.")),
                ("phone_as_written", CharField("phone as written", max_length=60, blank=True)),
                ("street", CharField("street", max_length=200, blank=True)),
                ("number", CharField("house number", max_length=20, blank=True)),
                ("contact_language", CharField("contact language", max_length=2, choices=LANGUAGES, blank=True)),
                (
                    "languages",
                    ArrayField(CharField(max_length=3), default=list, blank=True, verbose_name="languages spoken"),
                ),
                ("erased_at", DateTimeField("erased at", null=True, blank=True)),
                (
                    "mail_failed_at",
                    DateTimeField("e-mails not delivered since", null=True, blank=True, help_text="Call instead."),
                ),
                ("last_activity_at", DateTimeField("last contact at", null=True, blank=True)),
                ("notified_at", DateTimeField("notified in advance at", null=True, blank=True)),
                ("erasure_requested_at", DateTimeField("asked for erasure at", null=True, blank=True)),
                ("review_at", DateTimeField(db_default=Now(), editable=False)),
            ],
            {"verbose_name": "person", "verbose_name_plural": "people"},
        ),
        migrations.CreateModel(
            "LegalHold",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("person", refers_to("people.person", "person", related_name="holds")),
                ("reason", CharField("reason", max_length=300, blank=True)),
                ("since", DateTimeField("since", default=now)),
                ("by", refers_to(STAFF, "by", related_name="+")),
                (
                    "until",
                    DateField("up to and including", null=True, blank=True, help_text="Empty: until somebody ends it."),
                ),
                ("ended_at", DateTimeField("ended at", null=True, blank=True)),
                ("ended_by", refers_to(STAFF, "ended by", null=True, blank=True, related_name="+")),
            ],
            {"verbose_name": "legal hold", "verbose_name_plural": "legal holds"},
        ),
        migrations.CreateModel(
            "Link",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("person", refers_to("people.person", "person", related_name="links")),
                ("purpose", CharField("purpose", max_length=10, choices=PURPOSES)),
                ("nonce", CharField(max_length=32, default=new_nonce)),
                ("digest", CharField(max_length=64, unique=True)),
                ("made_at", DateTimeField("made at", default=now)),
                ("expires_at", DateTimeField("expires at")),
                ("asked_at", DateTimeField("last requested at", null=True, blank=True)),
            ],
            {"verbose_name": "signed link", "verbose_name_plural": "signed links"},
        ),
        migrations.CreateModel(
            "PersonMerge",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("kept", refers_to("people.person", "kept", related_name="merges_kept")),
                ("merged", refers_to("people.person", "merged", related_name="merges")),
                ("at", DateTimeField("at", default=now)),
                ("by", refers_to(STAFF, "by", related_name="+")),
                ("undone_at", DateTimeField("undone at", null=True, blank=True)),
                ("undone_by", refers_to(STAFF, "undone by", null=True, blank=True, related_name="+")),
            ],
            {"verbose_name": "merge of two people", "verbose_name_plural": "merges of two people"},
        ),
        migrations.CreateModel(
            "RetentionBatch",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("at", DateTimeField("at", default=now)),
                ("what", CharField("what", max_length=20, choices=BATCHES)),
                ("number", PositiveIntegerField("how many")),
                ("columns", PositiveIntegerField("fields erased", default=0)),
                ("dry_run", BooleanField("dry run", default=False)),
            ],
            {"verbose_name": "retention batch", "verbose_name_plural": "retention batches"},
        ),
        migrations.CreateModel(
            "Submission",
            [
                ("key", UUIDField(primary_key=True, serialize=False)),
                ("digest", CharField(max_length=64)),
                ("reference", CharField(max_length=11)),
                ("at", DateTimeField(default=now)),
            ],
            {"verbose_name": "submission", "verbose_name_plural": "submissions"},
        ),
        migrations.CreateModel(
            "SubmissionCount",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("network", CharField(max_length=64)),
                ("hour", DateTimeField(db_index=True)),
                ("count", PositiveIntegerField()),
            ],
        ),
    ]
