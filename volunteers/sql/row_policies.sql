-- Volunteers and what they offer are visible to both back offices;
-- brusselshelps/access/sql/row_policies.sql explains the notation.

-- Locking a row requires the right to update one of its columns; `with check (false)` prevents any actual update.
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
