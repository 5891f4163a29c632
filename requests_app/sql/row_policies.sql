-- A back office has access to its own requests and those in the intake; its leads also to those that were handled but
-- are held by nobody. Rows of a request are accessible if the request is; users insert them only in their own name.
-- brusselshelps/access/sql/row_policies.sql explains the notation.

grant select, update (
    message, locality_id, urgency, by_when, on_behalf_name, on_behalf_phone, on_behalf_relation, on_behalf_agreed,
    holder_id, clerk_id, handled_at, set_aside_at, set_aside_reason
) on requests_app_helprequest to {desk};
create policy desk_select on requests_app_helprequest for select to {desk} using (
    holder_id = {office} or holder_id is null and {office} is not null and (handled_at is null or {role} = 'lead')
);
create policy desk_update on requests_app_helprequest for update to {desk} using (
    holder_id = {office} or holder_id is null and {office} is not null and (handled_at is null or {role} = 'lead')
);

-- Staff can only insert their own office taking a request on; `HelpRequest.hand_over` writes as the owner.
grant select, insert on requests_app_handover to {desk};
create policy desk_select on requests_app_handover for select to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_insert on requests_app_handover for insert to {desk} with check (
    by_id = {user} and partner_id = {office}
    and exists (select from requests_app_helprequest r where r.id = request_id)
);

grant select, insert, update (state, set_aside_at, set_aside_by_id) on requests_app_requestitem to {desk};
create policy desk_select on requests_app_requestitem for select to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_insert on requests_app_requestitem for insert to {desk}
    with check (added_by_id = {user} and exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_update on requests_app_requestitem for update to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));

grant select, insert on requests_app_statuschange to {desk};
create policy desk_select on requests_app_statuschange for select to {desk}
    using (exists (select from requests_app_requestitem i where i.id = item_id));
create policy desk_insert on requests_app_statuschange for insert to {desk}
    with check (by_id = {user} and exists (select from requests_app_requestitem i where i.id = item_id));

grant select, insert, update (
    willing_at, accepted_at, declined_at, lapsed_at, done_at, cancelled_at, no_show_at
) on requests_app_match to {desk};
create policy desk_select on requests_app_match for select to {desk}
    using (exists (select from requests_app_requestitem i where i.id = item_id));
create policy desk_insert on requests_app_match for insert to {desk}
    with check (exists (select from requests_app_requestitem i where i.id = item_id));
create policy desk_update on requests_app_match for update to {desk}
    using (exists (select from requests_app_requestitem i where i.id = item_id));

grant select, insert on requests_app_matchchange to {desk};
create policy desk_select on requests_app_matchchange for select to {desk}
    using (exists (select from requests_app_match m where m.id = match_id));
create policy desk_insert on requests_app_matchchange for insert to {desk}
    with check (by_id = {user} and exists (select from requests_app_match m where m.id = match_id));

grant select, update (read_at) on requests_app_note to {desk};
create policy desk_select on requests_app_note for select to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_update on requests_app_note for update to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));

grant select, insert on requests_app_contactattempt to {desk};
create policy desk_select on requests_app_contactattempt for select to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_insert on requests_app_contactattempt for insert to {desk}
    with check (by_id = {user} and exists (select from requests_app_helprequest r where r.id = request_id));

grant select, insert on requests_app_correction to {desk};
create policy desk_select on requests_app_correction for select to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_insert on requests_app_correction for insert to {desk}
    with check (by_id = {user} and exists (select from requests_app_helprequest r where r.id = request_id));

grant select, insert, update (put_back_at, put_back_by_id) on requests_app_settingaside to {desk};
create policy desk_select on requests_app_settingaside for select to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_insert on requests_app_settingaside for insert to {desk}
    with check (by_id = {user} and exists (select from requests_app_helprequest r where r.id = request_id));
create policy desk_update on requests_app_settingaside for update to {desk}
    using (exists (select from requests_app_helprequest r where r.id = request_id))
    with check (
        put_back_by_id = {user} and exists (select from requests_app_helprequest r where r.id = request_id)
    );

-- Visible to both back offices.
grant select, update (call_id, closed_at) on requests_app_organisationneed to {desk};
create policy desk_select on requests_app_organisationneed for select to {desk} using ({office} is not null);
create policy desk_update on requests_app_organisationneed for update to {desk} using ({office} is not null);

-- These return only keys, and a time for a key (requests_app/sql/search.sql).
grant execute on function requests_app_by_asker_phone(text), requests_app_last_no_show(bigint) to {desk};
