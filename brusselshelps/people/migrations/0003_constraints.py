"""Constraints on persons, and the indexes used to find them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.db.models.functions import Upper

from brusselshelps.migration_helpers import rules
from brusselshelps.people.search import Fold, LastDigits


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sql")]

    operations = [
        *rules(
            "LegalHold",
            CheckConstraint(
                name="hold_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ),
        *rules("Link", Index(name="link_by_end", fields=["expires_at"])),
        *rules(
            "PersonMerge",
            CheckConstraint(name="merge_of_two_persons", condition=~Q(kept=F("merged"))),
            UniqueConstraint(
                name="person_merged_once",
                fields=["merged"],
                condition=Q(undone_at=None),
                violation_error_message="This person has already been merged with another one.",
            ),
        ),
        *rules(
            "Person",
            Index(Upper("email"), name="person_by_email", condition=~Q(email="")),
            Index("phone", name="person_by_phone", condition=~Q(phone="")),
            Index(LastDigits("phone_as_written"), name="person_by_last_figures", condition=Q(phone="")),
            GinIndex(OpClass(Fold("name"), name="gin_trgm_ops"), name="person_by_name"),
            Index("mail_failed_at", name="person_mail_failed", condition=Q(mail_failed_at__isnull=False)),
            Index("review_at", "id", name="person_to_review", condition=Q(erased_at=None)),
            CheckConstraint(
                name="person_can_be_reached_or_is_erased",
                condition=Q(erased_at__isnull=False) | ~Q(email="") | Q(phone_as_written__regex="[0-9]"),
                violation_error_message="Enter a phone number or an e-mail address.",
            ),
            CheckConstraint(
                name="person_phone_is_e164",
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                violation_error_message="Enter the phone number with country code, for instance +32 2 000 00 00.",
            ),
            CheckConstraint(
                name="person_contact_language_known_or_erased",
                condition=Q(contact_language__in=["nl", "fr", "en"]) | Q(erased_at__isnull=False),
                violation_error_message="Choose a contact language: Dutch, French or English.",
            ),
            CheckConstraint(
                name="person_erased_is_empty",
                condition=Q(erased_at__isnull=True)
                | Q(
                    contact_language="",
                    email="",
                    languages=[],
                    name="",
                    number="",
                    phone="",
                    phone_as_written="",
                    street="",
                ),
                violation_error_message="Once a person’s data is erased, no personal data is kept.",
            ),
        ),
        *rules("RetentionBatch", Index(name="retention_batch_in_order", fields=["at", "id"])),
        *rules("Submission", Index(name="submission_by_age", fields=["at"])),
        *rules("SubmissionCount", UniqueConstraint(name="submission_count_once_an_hour", fields=["network", "hour"])),
    ]
