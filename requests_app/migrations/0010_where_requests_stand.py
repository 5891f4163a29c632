"""Where a request stands is in four columns that go together: of each alone the planner would think that next to none
are in the intake, and would sort all of them to show a page.
"""

from django.db import migrations

FORWARD = """
create statistics request_where_it_stands (mcv) on holder_id, state, handled_at, set_aside_at
    from requests_app_helprequest
"""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0009_second_wall")]

    operations = [migrations.RunSQL(FORWARD, "drop statistics request_where_it_stands")]
