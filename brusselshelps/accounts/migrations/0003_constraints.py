"""Constraints and indexes of staff accounts."""

from django.db import migrations
from django.db.models import CheckConstraint, Index, Q

from brusselshelps.migration_helpers import rules


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sql")]

    operations = [
        *rules(
            "User",
            CheckConstraint(
                name="user_backoffice_if_and_only_if_role_works_in_one",
                condition=Q(backoffice__isnull=False, role__in=["clerk", "lead"])
                | (~Q(role__in=["clerk", "lead"]) & Q(backoffice__isnull=True)),
                violation_error_message="A clerk and a lead need a back office; nobody else may have one.",
            ),
        ),
        *rules("AccountChange", Index("at", name="account_emergency", condition=Q(what="emergency"))),
    ]
