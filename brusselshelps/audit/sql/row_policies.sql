-- The access log is read by auditors, and by leads beside the row it is about. It is written as the owner, after the
-- page; see brusselshelps/access/sql/row_policies.sql for how to read this.

grant select on audit_accesslogentry to {desk};
create policy desk_select on audit_accesslogentry for select to {desk} using ({role} in ('lead', 'auditor'));
