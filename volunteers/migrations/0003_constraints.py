import datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0002_sql")]

    operations = [
        migrations.AddIndex(
            model_name="volunteer", index=models.Index(fields=["registered_at", "id"], name="volunteer_registered")
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("locality__isnull", False), ("residence", "inside")),
                    models.Q(("locality__isnull", True), ("residence__in", ["outside", "unknown"])),
                    _connector="OR",
                ),
                name="volunteer_locality_if_and_only_if_inside",
                violation_error_message="Choose a locality for who lives in the Brussels Region, and for nobody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(("registered_at__lte", models.F("recorded_at"))),
                name="volunteer_registered_before_recorded",
            ),
        ),
        migrations.AddIndex(
            model_name="candidacy", index=models.Index(fields=["volunteer", "category"], name="candidacy_of_volunteer")
        ),
        migrations.AddConstraint(
            model_name="candidacy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("volunteer", "category"),
                name="candidacy_open_once",
                violation_error_message="The volunteer already stands for this category.",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidacy",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="candidacy_ends_after_it_begins",
                violation_error_message="Choose an end that comes after the beginning.",
            ),
        ),
        migrations.AddIndex(
            model_name="availability",
            index=models.Index(
                models.F("category"),
                models.F("language"),
                models.F("locality"),
                models.F("active_matches"),
                models.OrderBy(models.F("asked_at"), nulls_first=True),
                models.F("volunteer"),
                name="availability_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="availability",
            index=models.Index(
                models.F("category"),
                models.F("locality"),
                condition=models.Q(("language", "")),
                name="availability_supply",
            ),
        ),
        migrations.AddConstraint(
            model_name="availability",
            constraint=models.UniqueConstraint(fields=("volunteer", "category", "language"), name="availability_once"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("title_nl__isnull", False),
                    ("title_nl__regex", "\\S"),
                    ("title_fr__isnull", False),
                    ("title_fr__regex", "\\S"),
                    ("title_en__isnull", False),
                    ("title_en__regex", "\\S"),
                ),
                name="call_titled_in_every_language",
                violation_error_message="Fill in the text in all three languages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("text_nl__isnull", False),
                        ("text_nl__regex", "\\S"),
                        ("text_fr__isnull", False),
                        ("text_fr__regex", "\\S"),
                        ("text_en__isnull", False),
                        ("text_en__regex", "\\S"),
                    ),
                    models.Q(
                        models.Q(("text_nl__isnull", True), ("text_nl", ""), _connector="OR"),
                        models.Q(("text_fr__isnull", True), ("text_fr", ""), _connector="OR"),
                        models.Q(("text_en__isnull", True), ("text_en", ""), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="call_text_in_every_language_or_none",
                violation_error_message="Fill in the text in all three languages, or in none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("launched_at__gte", datetime.datetime(1999, 12, 31, 23, 0, tzinfo=datetime.timezone.utc)),
                    ("launched_at__lt", datetime.datetime(2100, 1, 1, 23, 0, tzinfo=datetime.timezone.utc)),
                    models.Q(
                        ("open_until", None),
                        models.Q(
                            ("open_until__gte", datetime.date(2000, 1, 1)),
                            ("open_until__lte", datetime.date(2100, 1, 1)),
                        ),
                        _connector="OR",
                    ),
                ),
                name="call_days_within_reach",
                violation_error_message="Choose a day between 2000 and 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call__isnull", True), ("category__isnull", False)),
                    models.Q(("call__isnull", False), ("category__isnull", True)),
                    _connector="OR",
                ),
                name="sign_up_for_a_category_or_a_call",
                violation_error_message="Choose a category or a call, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(("headcount__gte", 1)),
                name="sign_up_of_somebody",
                violation_error_message="Count at least one head.",
            ),
        ),
    ]
