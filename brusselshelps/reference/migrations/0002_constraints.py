"""Constraints on reference data."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations
from django.db.models import CheckConstraint, F, Q

from brusselshelps.migration_helpers import in_every_language, in_no_language, rules
from brusselshelps.reference.models import MomentRange


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_schema")]

    operations = [
        BtreeGistExtension(),
        *rules(
            "Category",
            CheckConstraint(
                name="category_labels_in_every_language",
                condition=in_every_language("report", "offer"),
                violation_error_message="Enter the text in all three languages.",
            ),
            CheckConstraint(
                name="category_ask_label_if_and_only_if_asked",
                condition=(Q(residents_may_ask=True) & in_every_language("ask"))
                | (Q(residents_may_ask=False) & in_no_language("ask")),
                violation_error_message="Enter the label for people who ask in all three languages, or in none if residents may not ask for it.",
            ),
            CheckConstraint(
                name="category_question_in_every_language_or_none",
                condition=in_every_language("question") | in_no_language("question"),
                violation_error_message="Enter the text in all three languages, or in none.",
            ),
        ),
        *rules(
            "CategoryPolicy",
            ExclusionConstraint(
                name="policy_ranges_never_overlap",
                expressions=[("category", "="), ("valid", "&&")],
                violation_error_message="Another policy for this category is in force on one of these days.",
            ),
            CheckConstraint(
                name="policy_range_has_days",
                condition=Q(valid__isempty=False),
                violation_error_message="Choose a last day that comes after the first.",
            ),
        ),
        *rules(
            "Commune",
            CheckConstraint(
                name="commune_named_in_every_language",
                condition=in_every_language("name"),
                violation_error_message="Enter the text in all three languages.",
            ),
        ),
        *rules(
            "Locality",
            CheckConstraint(
                name="locality_named_in_every_language",
                condition=in_every_language("name"),
                violation_error_message="Enter the text in all three languages.",
            ),
            CheckConstraint(
                name="locality_lies_somewhere_or_nobody_knows",
                condition=Q(x_km=None, y_km=None) | Q(x_km__isnull=False, y_km__isnull=False),
                violation_error_message="Enter both distances, or neither.",
            ),
        ),
        *rules(
            "Partner",
            CheckConstraint(
                name="partner_named_in_every_language",
                condition=in_every_language("name"),
                violation_error_message="Enter the text in all three languages.",
            ),
        ),
        *rules(
            "Suspension",
            CheckConstraint(
                name="suspension_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("since")),
                violation_error_message="Choose an end that comes after the start.",
            ),
            ExclusionConstraint(
                name="suspensions_never_overlap",
                expressions=[(MomentRange("since", "until", RangeBoundary()), "&&")],
                violation_error_message="The platform is already suspended at one of these times.",
            ),
            CheckConstraint(
                name="suspension_text_in_every_language_or_none",
                condition=in_every_language("text") | in_no_language("text"),
                violation_error_message="Enter the text in all three languages, or in none.",
            ),
        ),
    ]
