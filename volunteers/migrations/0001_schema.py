"""Volunteers, what they offer, and calls with their sign-ups."""

from django.conf import settings
from django.db import migrations
from django.db.models import (
    PROTECT,
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    SlugField,
    TextField,
)
from django.utils.timezone import now

from brusselshelps.migration_helpers import in_languages, part_of, refers_to

RESIDENCES = [
    ("inside", "in the Brussels Region"),
    ("outside", "outside the Brussels Region"),
    ("unknown", "not known"),
]
SPOKEN = [(code, code) for code in "nl fr en ar bg de el es it ln pl pt ro ru sq tr uk rif zh".split()]  # noqa: SIM905
CHANNELS = [("mail", "e-mail"), ("newsletter", "newsletter"), ("social_media", "social media")]
OUTCOMES = [
    ("insured", "insured"),
    ("asked", "asked"),
    ("refused", "refused"),
    ("covered_otherwise", "covered otherwise"),
]
METHODS = [
    ("self", "the volunteer’s own word"),
    ("phone", "asked by phone"),
    ("document", "a document"),
    ("import", "imported list"),
]
STAFF = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_schema"), ("people", "0001_schema"), ("reference", "0001_schema")]

    operations = [
        migrations.CreateModel(
            "Volunteer",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("person", OneToOneField("people.person", PROTECT, verbose_name="person")),
                ("reference", CharField("reference", max_length=11, unique=True)),
                ("registered_at", DateTimeField("registered at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("residence", CharField("residence", max_length=7, choices=RESIDENCES)),
                ("locality", refers_to("reference.locality", "locality", null=True, blank=True)),
                ("adult", BooleanField("16 or older", default=False)),
                ("information_read_at", DateTimeField("information note read at", null=True, blank=True)),
                ("paused_until", DateField("paused until", null=True, blank=True)),
                ("max_active", PositiveSmallIntegerField("most matches at the same time", default=1)),
                ("active_matches", PositiveSmallIntegerField("matches now", default=0, db_default=0, editable=False)),
                ("asked_at", DateTimeField("last asked at", null=True, blank=True, editable=False)),
                ("email_key", CharField(max_length=64, null=True, blank=True, unique=True, editable=False)),
                ("external_key", CharField(max_length=64, null=True, blank=True, unique=True, editable=False)),
            ],
            {"verbose_name": "volunteer", "verbose_name_plural": "volunteers"},
        ),
        migrations.CreateModel(
            "Candidacy",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                (
                    "volunteer",
                    refers_to("volunteers.volunteer", "volunteer", db_index=False, related_name="candidacies"),
                ),
                ("category", refers_to("reference.category", "help category")),
                ("since", DateTimeField("since", default=now)),
                ("until", DateTimeField("until", null=True, blank=True)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
            ],
            {"verbose_name": "candidacy", "verbose_name_plural": "candidacies"},
        ),
        migrations.CreateModel(
            "Availability",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("volunteer", part_of("volunteers.volunteer", "volunteer", db_index=False, related_name="+")),
                ("category", part_of("reference.category", "help category", db_index=False, related_name="+")),
                ("language", CharField("language", max_length=3, choices=SPOKEN, blank=True)),
                ("locality", part_of("reference.locality", "locality", null=True, db_index=False, related_name="+")),
                ("active_matches", PositiveSmallIntegerField("matches now")),
                ("asked_at", DateTimeField("last asked at", null=True)),
            ],
            {"verbose_name": "volunteer on standby", "verbose_name_plural": "volunteers on standby"},
        ),
        migrations.CreateModel(
            "Call",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("slug", SlugField("code", max_length=60, unique=True)),
                *in_languages("title", CharField, "title", max_length=150, blank=True),
                ("channel", CharField("channel", max_length=20, choices=CHANNELS)),
                ("launched_at", DateTimeField("launched at", default=now)),
                (
                    "open_until",
                    DateField(
                        "open on the website until", null=True, blank=True, help_text="Empty: not on the website."
                    ),
                ),
                *in_languages("text", TextField, "text on the website", max_length=600, blank=True),
            ],
            {"verbose_name": "call", "verbose_name_plural": "calls"},
        ),
        migrations.CreateModel(
            "SignUp",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("category", refers_to("reference.category", "help category", null=True, blank=True)),
                ("call", refers_to("volunteers.call", "call", null=True, blank=True, related_name="sign_ups")),
                ("person", refers_to("people.person", "person", null=True, blank=True)),
                ("reference", CharField("reference", max_length=11, null=True, blank=True, unique=True)),
                ("headcount", PositiveIntegerField("headcount", default=1)),
                ("at", DateTimeField("at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("attended_at", DateTimeField("attended at", null=True, blank=True)),
            ],
            {"verbose_name": "sign-up", "verbose_name_plural": "sign-ups"},
        ),
        migrations.CreateModel(
            "InsuranceCheck",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("volunteer", refers_to("volunteers.volunteer", "volunteer", related_name="insurance_checks")),
                ("outcome", CharField("outcome", max_length=20, choices=OUTCOMES)),
                ("method", CharField("method", max_length=10, choices=METHODS)),
                ("checked_by", refers_to(STAFF, "checked by", null=True, blank=True, related_name="+")),
                ("checked_at", DateTimeField("checked at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("valid_until", DateField("valid until", null=True, blank=True)),
            ],
            {"verbose_name": "insurance check", "verbose_name_plural": "insurance checks"},
        ),
    ]
