"""A list in one state is quick however long ago that was; and behind the second wall a function tells when a volunteer
did not come, to whichever back office they were promised.
"""

from django.db import migrations, models

FORWARD = """
create function requests_app_missed_at(volunteer bigint) returns timestamptz language sql stable security definer
    set search_path = public, pg_temp as $$
    select max(no_show_at) from requests_app_match where volunteer_id = volunteer
$$;
revoke execute on function requests_app_missed_at(bigint) from public;
"""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0010_where_requests_stand")]

    operations = [
        migrations.AddIndex(
            "helprequest",
            models.Index(
                name="request_in_state", fields=["state", "received_at", "id"], condition=models.Q(set_aside_at=None)
            ),
        ),
        migrations.RunSQL(FORWARD, "drop function requests_app_missed_at(bigint)"),
    ]
