-- Volunteers and what they offer are known to both offices;
-- see brusselshelps/access/sql/row_policies.sql for how to read this.

-- To lock a row takes the right to change a column of it; of this table no row may become another.
grant select, update (recorded_at) on volunteers_volunteer to {desk};
create policy desk_select on volunteers_volunteer for select to {desk} using ({office} is not null);
create policy desk_update on volunteers_volunteer for update to {desk} using ({office} is not null) with check (false);

grant select on volunteers_candidacy to {desk};
create policy desk_select on volunteers_candidacy for select to {desk} using ({office} is not null);

grant select on volunteers_availability to {desk};
create policy desk_select on volunteers_availability for select to {desk} using ({office} is not null);

grant select, insert on volunteers_insurancecheck to {desk};
create policy desk_select on volunteers_insurancecheck for select to {desk} using ({office} is not null);
create policy desk_insert on volunteers_insurancecheck for insert to {desk}
    with check ({office} is not null and checked_by_id = {user});

grant select, insert, update on volunteers_call to {desk};
create policy desk_select on volunteers_call for select to {desk} using (true);
create policy desk_insert on volunteers_call for insert to {desk} with check ({role} in ('lead', 'administrator'));
create policy desk_update on volunteers_call for update to {desk} using ({role} in ('lead', 'administrator'));

grant select, update (headcount, attended_at) on volunteers_signup to {desk};
create policy desk_select on volunteers_signup for select to {desk} using ({office} is not null);
create policy desk_update on volunteers_signup for update to {desk} using ({office} is not null);
