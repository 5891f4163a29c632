"""The constraint and the indexes of the access log."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.models import CheckConstraint, Index, Q

from brusselshelps.migration_helpers import rules


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_sql")]

    operations = [
        *rules(
            "AccessLogEntry",
            Index("at", "id", name="access_log_by_moment"),
            Index("at", "id", name="access_log_refused", condition=Q(outcome="refused")),
            GinIndex("rows", name="access_log_by_row"),
            CheckConstraint(name="access_log_names_a_model", condition=Q(what__regex=r"^[a-z_]+\.[a-z]+$")),
        )
    ]
