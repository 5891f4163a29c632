"""Calls of days that Python cannot read, or that nothing can be counted from, are brought within reach; then refused."""

import datetime as dt

from django.db import migrations, models
from django.db.models import Q

FORWARD = """
update volunteers_call
    set launched_at = least(greatest(launched_at, '1999-12-31 23:00:00+00'), '2100-01-01 22:00:00+00')
    where launched_at < '1999-12-31 23:00:00+00' or launched_at >= '2100-01-01 23:00:00+00';
update volunteers_call set open_until = least(greatest(open_until, '2000-01-01'), '2100-01-01')
    where open_until not between '2000-01-01' and '2100-01-01';
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0008_second_wall")]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                name="call_days_within_reach",
                condition=Q(
                    launched_at__gte=dt.datetime(1999, 12, 31, 23, 0, tzinfo=dt.UTC),
                    launched_at__lt=dt.datetime(2100, 1, 1, 23, 0, tzinfo=dt.UTC),
                )
                & (Q(open_until=None) | Q(open_until__gte=dt.date(2000, 1, 1), open_until__lte=dt.date(2100, 1, 1))),
                violation_error_message="Choose a day between 2000 and 2100.",
            ),
        ),
    ]
