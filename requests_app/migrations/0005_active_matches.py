"""How many matches of a volunteer are active, and when one was last proposed: kept by the matches themselves.

Never more than the volunteer said. The update locks the volunteer, so that two matches made at once count one another.
"""

from django.db import migrations

ACTIVE = "num_nonnulls({row}.declined_at, {row}.lapsed_at, {row}.cancelled_at, {row}.done_at, {row}.no_show_at) = 0"
FORWARD = f"""
create function requests_app_match_counts() returns trigger language plpgsql as $$
declare
    more smallint := 0;
begin
    if tg_op <> 'INSERT' and {ACTIVE.format(row="old")} then
        more := more - 1;
    end if;
    if tg_op <> 'DELETE' and {ACTIVE.format(row="new")} then
        more := more + 1;
    end if;
    if tg_op = 'DELETE' then
        update volunteers_volunteer set active_matches = active_matches + more where id = old.volunteer_id and more <> 0;
    elsif tg_op = 'INSERT' then
        update volunteers_volunteer
            set active_matches = active_matches + more, asked_at = greatest(asked_at, new.proposed_at)
            where id = new.volunteer_id and active_matches + more <= greatest(max_active, active_matches);
        if not found then
            raise exception 'volunteer % has no room for another match', new.volunteer_id
                using errcode = 'check_violation', constraint = 'match_within_what_the_volunteer_said',
                      table = 'requests_app_match';
        end if;
    elsif more <> 0 then
        update volunteers_volunteer set active_matches = active_matches + more where id = new.volunteer_id;
    end if;
    return null;
end $$;
create trigger match_counts after insert or delete or update of
    declined_at, lapsed_at, cancelled_at, done_at, no_show_at on requests_app_match
    for each row execute function requests_app_match_counts();
update volunteers_volunteer v set active_matches = m.active, asked_at = m.asked_at
    from (select volunteer_id, count(*) filter (where {ACTIVE.format(row="m")}) as active, max(proposed_at) as asked_at
          from requests_app_match m group by volunteer_id) m
    where v.id = m.volunteer_id;
"""
BACKWARD = """
drop trigger match_counts on requests_app_match;
drop function requests_app_match_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0004_desk"), ("volunteers", "0004_active_matches")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
