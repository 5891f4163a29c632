-- Row-level policies: what staff pages may do with each table, and with which of its rows (docs/decisions/0017).
--
-- `manage.py database_roles` runs the row_policies.sql of every app, after revoking everything that the two roles had.
-- It fills in the role names, {desk} and {facts}, and the current user: {user} and {office} are keys, {role} is a word;
-- each is null when nobody is signed in. Every table is named in one of these files; what a role may not use is
-- revoked. Row-level security is on for every table, and only the owner sees all rows. Which columns {facts} may read
-- follows from what the models declare (brusselshelps/access/row_policies.py).
--
-- Privileges are the minimum that the staff pages need, and the rows are those of `visible_to`. An update policy
-- without "with check" applies to the row both before and after the update.

-- This file: the tables of Django and of third-party apps.

grant select on django_content_type to {desk}, {facts};
create policy desk_select on django_content_type for select to {desk} using (true);
create policy facts_select on django_content_type for select to {facts} using (true);

-- The table is never read; an insert returns the key.
grant insert, select (id) on django_admin_log to {desk};
create policy desk_select on django_admin_log for select to {desk} using (user_id = {user});
create policy desk_insert on django_admin_log for insert to {desk} with check (user_id = {user});

-- An e-mail is queued in the transaction that causes it; only the worker does anything else with jobs.
grant insert, select (id, queueing_lock, status) on procrastinate_jobs to {desk};
create policy desk_select on procrastinate_jobs for select to {desk} using (true);
create policy desk_insert on procrastinate_jobs for insert to {desk} with check (true);
grant insert on procrastinate_events to {desk};
create policy desk_insert on procrastinate_events for insert to {desk} with check (true);
-- The keys are serial columns, not identity columns, so inserts need the sequences.
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq to {desk};
revoke all on procrastinate_periodic_defers, procrastinate_workers from {desk};

-- Accounts and sessions are looked up before the role is entered. There are no groups; the permissions of each role are
-- in brusselshelps/access/roles.py.
revoke all on django_session, django_migrations, auth_group, auth_permission, auth_group_permissions from {desk};
