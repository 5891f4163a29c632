-- Reference rows: everybody may read them, administrators may write them;
-- for the notation see brusselshelps/access/sql/row_policies.sql.

grant select, insert, update on reference_category to {desk};
create policy desk_select on reference_category for select to {desk} using (true);
create policy desk_insert on reference_category for insert to {desk} with check ({role} = 'administrator');
create policy desk_update on reference_category for update to {desk} using ({role} = 'administrator');

grant select, insert, update, delete on reference_categorypolicy to {desk};
create policy desk_select on reference_categorypolicy for select to {desk} using (true);
create policy desk_insert on reference_categorypolicy for insert to {desk} with check ({role} = 'administrator');
create policy desk_update on reference_categorypolicy for update to {desk} using ({role} = 'administrator');
create policy desk_delete on reference_categorypolicy for delete to {desk} using ({role} = 'administrator');

grant select, insert, update on reference_commune to {desk};
create policy desk_select on reference_commune for select to {desk} using (true);
create policy desk_insert on reference_commune for insert to {desk} with check ({role} = 'administrator');
create policy desk_update on reference_commune for update to {desk} using ({role} = 'administrator');

grant select, insert, update on reference_locality to {desk};
create policy desk_select on reference_locality for select to {desk} using (true);
create policy desk_insert on reference_locality for insert to {desk} with check ({role} = 'administrator');
create policy desk_update on reference_locality for update to {desk} using ({role} = 'administrator');

grant select, insert, delete on reference_locality_communes to {desk};
create policy desk_select on reference_locality_communes for select to {desk} using (true);
create policy desk_insert on reference_locality_communes for insert to {desk} with check ({role} = 'administrator');
create policy desk_delete on reference_locality_communes for delete to {desk} using ({role} = 'administrator');

grant select, insert, update on reference_partner to {desk};
create policy desk_select on reference_partner for select to {desk} using (true);
create policy desk_insert on reference_partner for insert to {desk} with check ({role} = 'administrator');
create policy desk_update on reference_partner for update to {desk} using ({role} = 'administrator');

grant select, insert, update on reference_suspension to {desk};
create policy desk_select on reference_suspension for select to {desk} using (true);
create policy desk_insert on reference_suspension for insert to {desk} with check ({role} in ('lead', 'administrator'));
create policy desk_update on reference_suspension for update to {desk} using ({role} in ('lead', 'administrator'));
