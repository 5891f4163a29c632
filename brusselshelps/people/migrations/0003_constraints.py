import brusselshelps.people.search
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sql")]

    operations = [
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="hold_ended_by_somebody",
            ),
        ),
        migrations.AddIndex(model_name="link", index=models.Index(fields=["expires_at"], name="link_by_end")),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("merged")), _negated=True), name="merge_of_two_persons"
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("merged",),
                name="person_merged_once",
                violation_error_message="This person is already merged with another one.",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.db.models.functions.text.Upper("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="person_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("phone"), condition=models.Q(("phone", ""), _negated=True), name="person_by_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                brusselshelps.people.search.LastDigits("phone_as_written"),
                condition=models.Q(("phone", "")),
                name="person_by_last_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(brusselshelps.people.search.Fold("name"), name="gin_trgm_ops"),
                name="person_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("mail_failed_at"),
                condition=models.Q(("mail_failed_at__isnull", False)),
                name="person_mail_failed",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("review_at"), models.F("id"), condition=models.Q(("erased_at", None)), name="person_to_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", False),
                    models.Q(("email", ""), _negated=True),
                    ("phone_as_written__regex", "[0-9]"),
                    _connector="OR",
                ),
                name="person_can_be_reached_or_is_erased",
                violation_error_message="Fill in a phone number or an e-mail address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}$"), _connector="OR"),
                name="person_phone_is_e164",
                violation_error_message="Write the phone number with its country, for instance +32 2 000 00 00.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact_language__in", ["nl", "fr", "en"]), ("erased_at__isnull", False), _connector="OR"
                ),
                name="person_contact_language_known_or_erased",
                violation_error_message="Choose a contact language: Dutch, French or English.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(
                        ("contact_language", ""),
                        ("email", ""),
                        ("languages", []),
                        ("name", ""),
                        ("number", ""),
                        ("phone", ""),
                        ("phone_as_written", ""),
                        ("street", ""),
                    ),
                    _connector="OR",
                ),
                name="person_erased_is_empty",
                violation_error_message="A forgotten person keeps no personal data.",
            ),
        ),
        migrations.AddIndex(
            model_name="retentionbatch", index=models.Index(fields=["at", "id"], name="retention_batch_in_order")
        ),
        migrations.AddIndex(model_name="submission", index=models.Index(fields=["at"], name="submission_by_age")),
        migrations.AddConstraint(
            model_name="submissioncount",
            constraint=models.UniqueConstraint(fields=("network", "hour"), name="submission_count_once_an_hour"),
        ),
    ]
