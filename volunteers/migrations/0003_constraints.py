"""Constraints on volunteers, calls and sign-ups; and indexes."""

import datetime as dt

from django.db import migrations
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from brusselshelps.migration_helpers import in_every_language, in_no_language, rules


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0002_sql")]

    operations = [
        *rules(
            "Volunteer",
            Index(name="volunteer_registered", fields=["registered_at", "id"]),
            CheckConstraint(
                name="volunteer_locality_if_and_only_if_inside",
                condition=Q(locality__isnull=False, residence="inside")
                | Q(locality__isnull=True, residence__in=["outside", "unknown"]),
                violation_error_message="Choose a locality if the volunteer lives in the Brussels Region, and only then.",
            ),
            CheckConstraint(
                name="volunteer_registered_before_recorded", condition=Q(registered_at__lte=F("recorded_at"))
            ),
        ),
        *rules(
            "Candidacy",
            Index(name="candidacy_of_volunteer", fields=["volunteer", "category"]),
            UniqueConstraint(
                name="candidacy_open_once",
                fields=["volunteer", "category"],
                condition=Q(until=None),
                violation_error_message="The volunteer already offers this category.",
            ),
            CheckConstraint(
                name="candidacy_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="Choose an end that comes after the start.",
            ),
        ),
        *rules(
            "Availability",
            Index(
                "category",
                "language",
                "locality",
                "active_matches",
                F("asked_at").asc(nulls_first=True),
                "volunteer",
                name="availability_in_order",
            ),
            Index("category", "locality", name="availability_supply", condition=Q(language="")),
            UniqueConstraint(name="availability_once", fields=["volunteer", "category", "language"]),
        ),
        *rules(
            "Call",
            CheckConstraint(
                name="call_titled_in_every_language",
                condition=in_every_language("title"),
                violation_error_message="Enter the text in all three languages.",
            ),
            CheckConstraint(
                name="call_text_in_every_language_or_none",
                condition=in_every_language("text") | in_no_language("text"),
                violation_error_message="Enter the text in all three languages, or in none.",
            ),
            CheckConstraint(
                name="call_days_within_reach",
                condition=Q(
                    launched_at__gte=dt.datetime(1999, 12, 31, 23, 0, tzinfo=dt.UTC),
                    launched_at__lt=dt.datetime(2100, 1, 1, 23, 0, tzinfo=dt.UTC),
                )
                & (Q(open_until=None) | Q(open_until__gte=dt.date(2000, 1, 1), open_until__lte=dt.date(2100, 1, 1))),
                violation_error_message="Choose a day between 2000 and 2100.",
            ),
        ),
        *rules(
            "SignUp",
            CheckConstraint(
                name="sign_up_for_a_category_or_a_call",
                condition=Q(call__isnull=True, category__isnull=False) | Q(call__isnull=False, category__isnull=True),
                violation_error_message="Choose a category or a call, not both.",
            ),
            CheckConstraint(
                name="sign_up_of_somebody",
                condition=Q(headcount__gte=1),
                violation_error_message="Enter at least one person.",
            ),
        ),
    ]
