"""Help requests with their items, matches and history; and needs of organisations."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations
from django.db.models import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    PositiveIntegerField,
    TextField,
)
from django.utils.timezone import now

from brusselshelps.migration_helpers import refers_to

RELATIONS = [
    ("family", "family"),
    ("neighbour", "neighbour or friend"),
    ("professional", "care or social worker"),
    ("other", "somebody else"),
]
CHANNELS = [("web", "website"), ("phone", "phone"), ("paper", "paper"), ("partner", "partner")]
URGENCIES = [("today", "today"), ("this_week", "this week"), ("can_wait", "it can wait")]
STAFF = settings.AUTH_USER_MODEL
STATES = [
    ("open", "open"),
    ("matched", "matched"),
    ("done", "done"),
    ("unmet", "unmet"),
    ("referred", "referred"),
    ("withdrawn", "withdrawn"),
]
ALL_STATES = [
    *STATES,
    ("proposed", "proposed"),
    ("willing", "willing, insurance to be checked"),
    ("accepted", "accepted"),
    ("declined", "declined"),
    ("lapsed", "not answered in time"),
    ("cancelled", "cancelled"),
    ("no_show", "did not show up"),
]
REFERRED_TO = [
    ("welfare", "the public centre for social welfare"),
    ("doctor", "a doctor"),
    ("other", "another service"),
]
CALLED = [("resident", "the resident"), ("asker", "the person asking for the resident"), ("volunteer", "the volunteer")]
OUTCOMES = [("answered", "answered"), ("no_answer", "no answer"), ("wrong_number", "wrong number")]


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
            "HelpRequest",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("reference", CharField("reference", max_length=11, unique=True)),
                ("person", refers_to("people.person", "person", related_name="help_requests")),
                ("on_behalf_name", CharField("asked by", max_length=200, blank=True)),
                ("on_behalf_phone", CharField("phone of the person asking", max_length=60, blank=True)),
                (
                    "on_behalf_relation",
                    CharField("relationship of the person asking", max_length=20, choices=RELATIONS, blank=True),
                ),
                ("on_behalf_agreed", BooleanField("the person agrees", default=False)),
                ("channel", CharField("channel", max_length=10, choices=CHANNELS)),
                ("message", TextField("message", max_length=4000, blank=True)),
                ("urgency", CharField("urgency", max_length=10, choices=URGENCIES, blank=True)),
                ("by_when", DateField("by when", null=True, blank=True)),
                ("received_at", DateTimeField("received at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("locality", refers_to("reference.locality", "locality")),
                (
                    "holder",
                    refers_to("reference.partner", "held by", null=True, blank=True, related_name="help_requests"),
                ),
                ("clerk", refers_to(STAFF, "followed up by", null=True, blank=True, related_name="+")),
                (
                    "state",
                    CharField(
                        "state", max_length=10, choices=STATES, default="open", db_default="open", editable=False
                    ),
                ),
                ("handled_at", DateTimeField("handled at", null=True, blank=True)),
                ("set_aside_at", DateTimeField("set aside at", null=True, blank=True)),
                ("set_aside_reason", CharField("reason for setting aside", max_length=300, blank=True)),
                ("external_key", CharField(max_length=64, null=True, blank=True, unique=True, editable=False)),
            ],
            {"verbose_name": "help request", "verbose_name_plural": "help requests"},
        ),
        migrations.CreateModel(
            "Handover",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                (
                    "request",
                    refers_to("requests_app.helprequest", "help request", db_index=False, related_name="handovers"),
                ),
                ("partner", refers_to("reference.partner", "back office", null=True, blank=True, related_name="+")),
                ("since", DateTimeField("since", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("reason", CharField("reason", max_length=300, blank=True)),
                ("by", refers_to(STAFF, "by", null=True, blank=True, related_name="+")),
            ],
            {"verbose_name": "handover", "verbose_name_plural": "handovers", "ordering": ["request", "since", "pk"]},
        ),
        migrations.CreateModel(
            "RequestItem",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                (
                    "request",
                    refers_to("requests_app.helprequest", "help request", db_index=False, related_name="items"),
                ),
                ("category", refers_to("reference.category", "help category")),
                ("answer", CharField("answer", max_length=300, blank=True)),
                ("state", CharField("state", max_length=10, choices=STATES, default="open")),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("set_aside_at", DateTimeField("set aside at", null=True, blank=True)),
                ("added_by", refers_to(STAFF, "added by", null=True, blank=True, db_index=False, related_name="+")),
                (
                    "set_aside_by",
                    refers_to(STAFF, "set aside by", null=True, blank=True, db_index=False, related_name="+"),
                ),
            ],
            {"verbose_name": "item", "verbose_name_plural": "items", "ordering": ["request", "category__position"]},
        ),
        migrations.CreateModel(
            "StatusChange",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("old", CharField("from", max_length=10, choices=ALL_STATES, blank=True)),
                ("new", CharField("to", max_length=10, choices=ALL_STATES)),
                ("at", DateTimeField("at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("by", refers_to(STAFF, "by", null=True, blank=True, related_name="+")),
                ("item", refers_to("requests_app.requestitem", "item", related_name="changes")),
                (
                    "referred_to",
                    CharField("referred to", max_length=10, choices=REFERRED_TO, db_default="", blank=True),
                ),
            ],
            {
                "verbose_name": "change of state",
                "verbose_name_plural": "changes of state",
                "ordering": ["item", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            "Match",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("item", refers_to("requests_app.requestitem", "item", db_index=False, related_name="matches")),
                ("volunteer", refers_to("volunteers.volunteer", "volunteer", related_name="matches")),
                ("proposed_at", DateTimeField("proposed at", default=now)),
                ("answer_by", DateTimeField("answer expected by", null=True, blank=True)),
                ("willing_at", DateTimeField("willing since", null=True, blank=True)),
                ("accepted_at", DateTimeField("accepted at", null=True, blank=True)),
                ("declined_at", DateTimeField("declined at", null=True, blank=True)),
                ("lapsed_at", DateTimeField("not answered in time, at", null=True, blank=True)),
                ("done_at", DateTimeField("done at", null=True, blank=True)),
                ("cancelled_at", DateTimeField("cancelled at", null=True, blank=True)),
                ("no_show_at", DateTimeField("did not show up, at", null=True, blank=True)),
            ],
            {"verbose_name": "match", "verbose_name_plural": "matches"},
        ),
        migrations.CreateModel(
            "MatchChange",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("old", CharField("from", max_length=10, choices=ALL_STATES, blank=True)),
                ("new", CharField("to", max_length=10, choices=ALL_STATES)),
                ("at", DateTimeField("at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("by", refers_to(STAFF, "by", null=True, blank=True, related_name="+")),
                ("match", refers_to("requests_app.match", "match", related_name="changes")),
            ],
            {"verbose_name": "match change", "verbose_name_plural": "match changes", "ordering": ["match", "at", "pk"]},
        ),
        migrations.CreateModel(
            "ContactAttempt",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("request", refers_to("requests_app.helprequest", "help request", related_name="attempts")),
                ("match", refers_to("requests_app.match", "match", null=True, blank=True, related_name="attempts")),
                ("whom", CharField("who was called", max_length=10, choices=CALLED)),
                ("outcome", CharField("outcome", max_length=12, choices=OUTCOMES)),
                ("remark", CharField("remark", max_length=300, blank=True)),
                ("at", DateTimeField("at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("by", refers_to(STAFF, "by", null=True, related_name="+")),
            ],
            {
                "verbose_name": "contact attempt",
                "verbose_name_plural": "contact attempts",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            "Correction",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("request", refers_to("requests_app.helprequest", "help request", related_name="corrections")),
                ("columns", ArrayField(CharField(max_length=40), verbose_name="what was corrected")),
                ("at", DateTimeField("at", default=now)),
                ("by", refers_to(STAFF, "by", related_name="+")),
            ],
            {"verbose_name": "correction", "verbose_name_plural": "corrections", "ordering": ["request", "at", "pk"]},
        ),
        migrations.CreateModel(
            "SettingAside",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("request", refers_to("requests_app.helprequest", "help request", related_name="settings_aside")),
                ("at", DateTimeField("set aside at", default=now)),
                ("by", refers_to(STAFF, "by", null=True, related_name="+")),
                ("put_back_at", DateTimeField("put back at", null=True, blank=True)),
                ("put_back_by", refers_to(STAFF, "put back by", null=True, related_name="+")),
            ],
            {"verbose_name": "set-aside", "verbose_name_plural": "set-asides", "ordering": ["request", "at", "pk"]},
        ),
        migrations.CreateModel(
            "OrganisationNeed",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("reference", CharField("reference", max_length=11, unique=True)),
                ("organisation", CharField("organisation", max_length=200)),
                ("person", refers_to("people.person", "contact person", related_name="organisation_needs")),
                ("what", TextField("what is needed", max_length=4000, blank=True)),
                ("people_helped", PositiveIntegerField("for how many people", null=True, blank=True)),
                ("by_when", DateField("by when", null=True, blank=True)),
                ("locality", refers_to("reference.locality", "locality")),
                ("call", refers_to("volunteers.call", "call", null=True, blank=True, related_name="needs")),
                ("received_at", DateTimeField("received at", default=now)),
                ("recorded_at", DateTimeField("recorded at", default=now)),
                ("closed_at", DateTimeField("closed at", null=True, blank=True)),
            ],
            {"verbose_name": "need", "verbose_name_plural": "needs", "ordering": ["-received_at", "-pk"]},
        ),
        migrations.CreateModel(
            "Note",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("request", refers_to("requests_app.helprequest", "help request", related_name="notes")),
                ("text", TextField("text", max_length=2000)),
                ("at", DateTimeField("at", default=now)),
                ("read_at", DateTimeField("read at", null=True, blank=True)),
            ],
            {"verbose_name": "note", "verbose_name_plural": "notes", "ordering": ["request", "at", "pk"]},
        ),
    ]
