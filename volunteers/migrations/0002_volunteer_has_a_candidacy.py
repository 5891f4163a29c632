"""A volunteer registers for at least one category. Checked at commit, for the candidacies come after the volunteer."""

from django.db import migrations

FORWARD = """
create function volunteer_has_a_candidacy() returns trigger language plpgsql as $$
begin
    if not exists (select from volunteers_candidacy where volunteer_id = new.id) then
        raise exception 'volunteer % has no candidacy', new.id
            using errcode = 'check_violation', constraint = 'volunteer_has_a_candidacy';
    end if;
    return null;
end $$;
create constraint trigger volunteer_has_a_candidacy after insert on volunteers_volunteer
    deferrable initially deferred for each row execute function volunteer_has_a_candidacy();
"""
BACKWARD = """
drop trigger volunteer_has_a_candidacy on volunteers_volunteer;
drop function volunteer_has_a_candidacy();
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
