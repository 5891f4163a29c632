import brusselshelps.reference.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_schema")]

    operations = [
        BtreeGistExtension(),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("report_nl__isnull", False),
                    ("report_nl__regex", "\\S"),
                    ("report_fr__isnull", False),
                    ("report_fr__regex", "\\S"),
                    ("report_en__isnull", False),
                    ("report_en__regex", "\\S"),
                    ("offer_nl__isnull", False),
                    ("offer_nl__regex", "\\S"),
                    ("offer_fr__isnull", False),
                    ("offer_fr__regex", "\\S"),
                    ("offer_en__isnull", False),
                    ("offer_en__regex", "\\S"),
                ),
                name="category_labels_in_every_language",
                violation_error_message="Fill in the text in all three languages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("residents_may_ask", True),
                        ("ask_nl__isnull", False),
                        ("ask_nl__regex", "\\S"),
                        ("ask_fr__isnull", False),
                        ("ask_fr__regex", "\\S"),
                        ("ask_en__isnull", False),
                        ("ask_en__regex", "\\S"),
                    ),
                    models.Q(
                        ("residents_may_ask", False),
                        models.Q(("ask_nl__isnull", True), ("ask_nl", ""), _connector="OR"),
                        models.Q(("ask_fr__isnull", True), ("ask_fr", ""), _connector="OR"),
                        models.Q(("ask_en__isnull", True), ("ask_en", ""), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="category_ask_label_if_and_only_if_asked",
                violation_error_message="Fill in the label for who asks in all three languages, or in none if residents may not ask for it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("question_nl__isnull", False),
                        ("question_nl__regex", "\\S"),
                        ("question_fr__isnull", False),
                        ("question_fr__regex", "\\S"),
                        ("question_en__isnull", False),
                        ("question_en__regex", "\\S"),
                    ),
                    models.Q(
                        models.Q(("question_nl__isnull", True), ("question_nl", ""), _connector="OR"),
                        models.Q(("question_fr__isnull", True), ("question_fr", ""), _connector="OR"),
                        models.Q(("question_en__isnull", True), ("question_en", ""), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="category_question_in_every_language_or_none",
                violation_error_message="Fill in the text in all three languages, or in none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorypolicy",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("category", "="), ("valid", "&&")],
                name="policy_ranges_never_overlap",
                violation_error_message="Another policy of this category is in force on one of these days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorypolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False)),
                name="policy_range_has_days",
                violation_error_message="Choose a last day that comes after the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name_nl__isnull", False),
                    ("name_nl__regex", "\\S"),
                    ("name_fr__isnull", False),
                    ("name_fr__regex", "\\S"),
                    ("name_en__isnull", False),
                    ("name_en__regex", "\\S"),
                ),
                name="commune_named_in_every_language",
                violation_error_message="Fill in the text in all three languages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="locality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name_nl__isnull", False),
                    ("name_nl__regex", "\\S"),
                    ("name_fr__isnull", False),
                    ("name_fr__regex", "\\S"),
                    ("name_en__isnull", False),
                    ("name_en__regex", "\\S"),
                ),
                name="locality_named_in_every_language",
                violation_error_message="Fill in the text in all three languages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="locality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("x_km", None), ("y_km", None)),
                    models.Q(("x_km__isnull", False), ("y_km__isnull", False)),
                    _connector="OR",
                ),
                name="locality_lies_somewhere_or_nobody_knows",
                violation_error_message="Fill in both distances, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name_nl__isnull", False),
                    ("name_nl__regex", "\\S"),
                    ("name_fr__isnull", False),
                    ("name_fr__regex", "\\S"),
                    ("name_en__isnull", False),
                    ("name_en__regex", "\\S"),
                ),
                name="partner_named_in_every_language",
                violation_error_message="Fill in the text in all three languages.",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                name="suspension_ends_after_it_begins",
                violation_error_message="Choose an end that comes after the beginning.",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        brusselshelps.reference.models.MomentRange(
                            "since", "until", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    )
                ],
                name="suspensions_never_overlap",
                violation_error_message="The platform is suspended already at one of these moments.",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
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
                name="suspension_text_in_every_language_or_none",
                violation_error_message="Fill in the text in all three languages, or in none.",
            ),
        ),
    ]
