-- What staff pages may do with persons; for the notation see brusselshelps/access/sql/row_policies.sql.

-- Visible through what they asked for or offer; editable by the office that holds their help request.
grant select, update (
    name, email, phone, phone_as_written, street, number, contact_language, languages, mail_failed_at
) on people_person to {desk};
create policy desk_select on people_person for select to {desk} using ({office} is not null and (
    exists (select from requests_app_helprequest o where o.person_id = people_person.id)
    or exists (select from volunteers_volunteer o where o.person_id = people_person.id)
    or exists (select from volunteers_signup o where o.person_id = people_person.id)
    or exists (select from requests_app_organisationneed o where o.person_id = people_person.id)
));
create policy desk_update on people_person for update to {desk} using (
    exists (select from requests_app_helprequest r where r.person_id = people_person.id and r.holder_id = {office})
);

-- A merge contains no personal data, and would be meaningless if only one of its persons were visible.
grant select, update (undone_at, undone_by_id) on people_personmerge to {desk};
create policy desk_select on people_personmerge for select to {desk} using ({office} is not null);
create policy desk_update on people_personmerge for update to {desk}
    using ({office} is not null) with check (undone_by_id = {user});

-- To check whether a form was sent already.
grant select (key) on people_submission to {desk};
create policy desk_select on people_submission for select to {desk} using ({office} is not null);

grant select, insert, update (ended_at, ended_by_id) on people_legalhold to {desk};
create policy desk_select on people_legalhold for select to {desk}
    using (exists (select from people_person p where p.id = person_id));
create policy desk_insert on people_legalhold for insert to {desk}
    with check ({role} = 'lead' and by_id = {user} and exists (select from people_person p where p.id = person_id));
create policy desk_update on people_legalhold for update to {desk}
    using ({role} = 'lead' and exists (select from people_person p where p.id = person_id))
    with check (ended_by_id = {user});

grant select on people_retentionbatch to {desk};
create policy desk_select on people_retentionbatch for select to {desk} using ({role} in ('lead', 'auditor'));

revoke all on people_submissioncount, people_link from {desk};

-- These functions return primary keys only (people/sql/search.sql).
grant execute on function people_by_phone(text, text), people_by_email(text), people_by_name(text),
    people_by_similar_name(text) to {desk};
