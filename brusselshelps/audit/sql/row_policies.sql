-- Auditors read the access log, and leads the entries about a row they see. Entries are written by the owner, after the
-- page; brusselshelps/access/sql/row_policies.sql explains the notation.

grant select on audit_accesslogentry to {desk};
create policy desk_select on audit_accesslogentry for select to {desk} using ({role} in ('lead', 'auditor'));
