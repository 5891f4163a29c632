"""Reference data: categories and their policies, communes and localities, partners, suspensions."""

from django.contrib.postgres.fields import DateRangeField
from django.core.validators import RegexValidator
from django.db import migrations
from django.db.models import (
    BigAutoField,
    BooleanField,
    CharField,
    DateTimeField,
    FloatField,
    ManyToManyField,
    PositiveSmallIntegerField,
    SlugField,
    TextField,
)
from django.utils.timezone import now

from brusselshelps.migration_helpers import in_languages, part_of

REGISTRATIONS = [
    ("registration", "registration as a volunteer"),
    ("sign_up", "sign-up, without registration"),
    ("personal_contact", "personal contact only"),
    ("closed", "closed"),
]
INSURANCES = [("asked", "asked"), ("exempt", "exempt")]
VERIFICATIONS = [
    ("none", "not checked"),
    ("self", "the volunteer’s own word"),
    ("phone", "asked by phone"),
    ("document", "a document"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            "Category",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("slug", SlugField("code", max_length=40, unique=True)),
                ("position", PositiveSmallIntegerField("position in the published order", unique=True)),
                ("residents_may_ask", BooleanField("residents may ask for it", default=True)),
                *in_languages("report", CharField, "label in the figures", max_length=100, blank=True),
                *in_languages("ask", CharField, "label for people who ask", max_length=100, blank=True),
                *in_languages("offer", CharField, "label for people who offer", max_length=100, blank=True),
                *in_languages("question", CharField, "question for people who ask", max_length=150, blank=True),
                (
                    "talking_matters",
                    BooleanField(
                        "a shared language matters",
                        default=False,
                        help_text="Volunteers who speak one of the resident’s languages are then proposed first.",
                    ),
                ),
            ],
            {"verbose_name": "help category", "verbose_name_plural": "help categories", "ordering": ["position"]},
        ),
        migrations.CreateModel(
            "CategoryPolicy",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("category", part_of("reference.category", "help category", related_name="policies")),
                (
                    "valid",
                    DateRangeField("in force", help_text="From the first day up to but not including the last one."),
                ),
                ("registration", CharField("registration", max_length=20, choices=REGISTRATIONS)),
                ("insurance", CharField("insurance", max_length=10, choices=INSURANCES)),
                (
                    "verification",
                    CharField("how insurance is checked", max_length=10, choices=VERIFICATIONS, default="none"),
                ),
                ("reason", CharField("reason", max_length=300, blank=True)),
            ],
            {"verbose_name": "policy", "verbose_name_plural": "policies", "ordering": ["category", "valid"]},
        ),
        migrations.CreateModel(
            "Commune",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                (
                    "nis",
                    CharField(
                        "NIS code",
                        max_length=5,
                        unique=True,
                        validators=[RegexValidator("^\\d{5}$", "Enter five digits.")],
                    ),
                ),
                *in_languages("name", CharField, "name", max_length=100, blank=True),
            ],
            {"verbose_name": "commune", "verbose_name_plural": "communes", "ordering": ["nis"]},
        ),
        migrations.CreateModel(
            "Locality",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                (
                    "postcode",
                    CharField(
                        "postcode",
                        max_length=4,
                        unique=True,
                        validators=[RegexValidator("^\\d{4}$", "Enter four digits.")],
                    ),
                ),
                *in_languages("name", CharField, "name", max_length=100, blank=True),
                (
                    "x_km",
                    FloatField(
                        "kilometres to the east",
                        null=True,
                        blank=True,
                        help_text="From the north-west corner of the Region.",
                    ),
                ),
                (
                    "y_km",
                    FloatField(
                        "kilometres to the south",
                        null=True,
                        blank=True,
                        help_text="From the north-west corner of the Region, measured on a map. Volunteers who live nearby are proposed first. Leave both distances empty if you do not know them.",
                    ),
                ),
                ("communes", ManyToManyField("reference.commune", related_name="localities", verbose_name="communes")),
            ],
            {"verbose_name": "locality", "verbose_name_plural": "localities", "ordering": ["postcode"]},
        ),
        migrations.CreateModel(
            "Partner",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("slug", SlugField("code", max_length=40, unique=True)),
                *in_languages("name", CharField, "name", max_length=150, blank=True),
                ("runs_backoffice", BooleanField("runs a back office", default=False)),
            ],
            {"verbose_name": "partner", "verbose_name_plural": "partners", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            "Suspension",
            [
                ("id", BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)),
                ("since", DateTimeField("since", default=now)),
                ("until", DateTimeField("until", null=True, blank=True, help_text="Empty: until somebody ends it.")),
                *in_languages(
                    "text",
                    TextField,
                    "what to do instead",
                    max_length=600,
                    blank=True,
                    help_text="Shown on the home page and in place of the forms. If this is empty, the pages tell people to call us.",
                ),
            ],
            {"verbose_name": "suspension", "verbose_name_plural": "suspensions", "ordering": ["-since"]},
        ),
    ]
