-- Row-level policies: what pages of staff may do with each table, and with which of its rows (docs/decisions/0017).
--
-- `manage.py database_roles` runs the row_policies.sql of every app, after it has taken away all that the two roles had.
-- It fills in the names of the roles, {desk} and {facts}, and who asks: {user} and {office} are keys, {role} a word; each
-- is null when nobody is signed in. Every table is named in one of these files: where nothing may be done with it, it is
-- revoked. The rows of every table are guarded, and its owner alone meets them all; which columns {facts} reads follows
-- from the declarations of the models (brusselshelps/access/row_policies.py).
--
-- It is the least with which the pages of staff work, and the rows are those that `visible_to` gives. A policy for
-- update without "with check" holds for the row as it was and for the row as it becomes.

-- Here: the tables of Django and its apps.

grant select on django_content_type to {desk}, {facts};
create policy desk_select on django_content_type for select to {desk} using (true);
create policy facts_select on django_content_type for select to {facts} using (true);

-- Nobody reads it; the key is what an insert returns.
grant insert, select (id) on django_admin_log to {desk};
create policy desk_select on django_admin_log for select to {desk} using (user_id = {user});
create policy desk_insert on django_admin_log for insert to {desk} with check (user_id = {user});

-- A mail is queued together with what causes it; the rest is the worker's.
grant insert, select (id, queueing_lock, status) on procrastinate_jobs to {desk};
create policy desk_select on procrastinate_jobs for select to {desk} using (true);
create policy desk_insert on procrastinate_jobs for insert to {desk} with check (true);
grant insert on procrastinate_events to {desk};
create policy desk_insert on procrastinate_events for insert to {desk} with check (true);
-- The queue has keys of the older kind.
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq to {desk};
revoke all on procrastinate_periodic_defers, procrastinate_workers from {desk};

-- Who signs in, and whose session it is, is looked up before there is a role. There are no groups; the rights of a role
-- are in brusselshelps/access/roles.py.
revoke all on django_session, django_migrations, auth_group, auth_permission, auth_group_permissions from {desk};
