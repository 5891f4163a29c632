"""What triggers keep or check is kept and checked in the owner's name: behind the second wall nobody else writes it."""

from django.db import migrations

FORWARD = """
alter function volunteers_availability_of(bigint[]) security definer set search_path = public, pg_temp;
alter function volunteer_has_a_candidacy() security definer set search_path = public, pg_temp;
revoke execute on function volunteers_availability_of(bigint[]) from public;
alter function volunteers_candidacy_standby() security definer set search_path = public, pg_temp;
alter function volunteers_volunteer_standby() security definer set search_path = public, pg_temp;
alter function volunteers_person_standby() security definer set search_path = public, pg_temp;
"""
BACKWARD = """
alter function volunteers_person_standby() security invoker reset search_path;
alter function volunteers_volunteer_standby() security invoker reset search_path;
alter function volunteers_candidacy_standby() security invoker reset search_path;
grant execute on function volunteers_availability_of(bigint[]) to public;
alter function volunteer_has_a_candidacy() security invoker reset search_path;
alter function volunteers_availability_of(bigint[]) security invoker reset search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0007_paged_by_registration")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
