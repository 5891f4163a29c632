"""What the two roles behind the second wall may do with each table, and with which of its rows.

Every table of the house stands here, those with which nothing may be done too; a test looks. It is the least with which
the pages of staff work, and the rows are those that `visible_to` gives, said once more by the database. See
docs/decisions/0017 for why, `walls.py` for how a page comes behind the wall, and `manage.py database_roles`, which
carries out what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class TablePolicy:
    """What may be done with a table, as SQL: the privileges, and conditions on its rows.

    `seen`: rows there are. `added`: what a new row must be. `changed`: rows that may be changed, locked or deleted.
    `becomes`: what they must be afterwards. What is not said is as what stands before it.
    """

    may: str = ""
    seen: str = "true"
    added: str = ""
    changed: str = ""
    becomes: str = ""

    def policies(self) -> dict[str, str]:
        """Conditions, by the command they are on."""
        added, changed = self.added or self.seen, self.changed or self.seen
        return {
            "select": f"using ({self.seen})",
            "insert": f"with check ({added})",
            "update": f"using ({changed}) with check ({self.becomes or changed})",
            "delete": f"using ({changed})",
        }


# Who asks, as it is set for the transaction. As (select …) it is asked once in a statement; missing, it is null.
USER = "(select nullif(current_setting('brusselshelps.user', true), '')::bigint)"
OFFICE = "(select nullif(current_setting('brusselshelps.office', true), '')::bigint)"
ROLE = "(select nullif(current_setting('brusselshelps.role', true), ''))"
A_CLERK, A_LEAD, AN_ADMINISTRATOR = f"{OFFICE} is not null", f"{ROLE} = 'lead'", f"{ROLE} = 'administrator'"
A_LEAD_OR_ADMINISTRATOR = f"{ROLE} in ('lead', 'administrator')"

# Its own requests, the intake, and for its leads what was handled and is held by nobody.
OF_THE_OFFICE = f"holder_id = {OFFICE} or holder_id is null and {A_CLERK} and (handled_at is null or {A_LEAD})"
OF_A_REQUEST = "exists (select from requests_app_helprequest r where r.id = request_id)"
OF_AN_ITEM = "exists (select from requests_app_requestitem i where i.id = item_id)"
OF_A_MATCH = "exists (select from requests_app_match m where m.id = match_id)"
OF_A_PERSON = "exists (select from people_person p where p.id = person_id)"
SIGNED = f"by_id = {USER}"
# Known through what they asked or offered; corrected by the office that holds what they asked.
KNOWN = " or ".join(
    f"exists (select from {table} o where o.person_id = people_person.id)"
    for table in (
        "requests_app_helprequest",
        "volunteers_volunteer",
        "volunteers_signup",
        "requests_app_organisationneed",
    )
)
HELD = (
    f"exists (select from requests_app_helprequest r where r.person_id = people_person.id and r.holder_id = {OFFICE})"
)
# A lead looks after the accounts of the own office, an administrator after those outside the offices; nobody raises
# their own rights, for one's own account keeps its role and its back office.
LOOKED_AFTER = f"({A_LEAD} and backoffice_id = {OFFICE} or {AN_ADMINISTRATOR} and backoffice_id is null)"
AS_IT_IS = f"(id = {USER} and role = {ROLE} and backoffice_id is not distinct from {OFFICE})"
OF_AN_ACCOUNT = f"exists (select from accounts_user u where u.id = {{column}} and {LOOKED_AFTER})"

READ, ADDED, WRITTEN = "select", "select, insert", "select, insert, update"
NOTHING = TablePolicy()
WORD = TablePolicy(WRITTEN, added=AN_ADMINISTRATOR, changed=AN_ADMINISTRATOR)

DESK: dict[str, TablePolicy] = {
    "reference_category": WORD,
    "reference_categorypolicy": TablePolicy(f"{WRITTEN}, delete", added=AN_ADMINISTRATOR, changed=AN_ADMINISTRATOR),
    "reference_commune": WORD,
    "reference_locality": WORD,
    "reference_locality_communes": TablePolicy(
        "select, insert, delete", added=AN_ADMINISTRATOR, changed=AN_ADMINISTRATOR
    ),
    "reference_partner": WORD,
    "reference_suspension": TablePolicy(WRITTEN, added=A_LEAD_OR_ADMINISTRATOR, changed=A_LEAD_OR_ADMINISTRATOR),
    "people_person": TablePolicy(
        "select, update (name, email, phone, phone_as_written, street, number, contact_language, languages, "
        "mail_failed_at)",
        seen=f"{A_CLERK} and ({KNOWN})",
        changed=HELD,
    ),
    # That two are one names neither of them, and would mean nothing in parts.
    "people_personmerge": TablePolicy(
        "select, update (undone_at, undone_by_id)", seen=A_CLERK, becomes=f"undone_by_id = {USER}"
    ),
    # Whether a form was sent already.
    "people_submission": TablePolicy("select (key)", seen=A_CLERK),
    "people_legalhold": TablePolicy(
        "select, insert, update (ended_at, ended_by_id)",
        seen=OF_A_PERSON,
        added=f"{A_LEAD} and by_id = {USER} and {OF_A_PERSON}",
        changed=f"{A_LEAD} and {OF_A_PERSON}",
        becomes=f"ended_by_id = {USER}",
    ),
    "people_retentionbatch": TablePolicy(READ, seen=f"{ROLE} in ('lead', 'auditor')"),
    "people_submissioncount": NOTHING,
    "people_link": NOTHING,
    "accounts_user": TablePolicy(
        WRITTEN,
        seen=f"id = {USER} or backoffice_id = {OFFICE} or {LOOKED_AFTER}",
        added=LOOKED_AFTER,
        changed=f"id = {USER} or {LOOKED_AFTER}",
        becomes=f"{AS_IT_IS} or id <> {USER} and {LOOKED_AFTER}",
    ),
    "accounts_accountchange": TablePolicy(
        ADDED,
        seen=OF_AN_ACCOUNT.format(column="account_id"),
        added=f"{SIGNED} and account_id <> {USER} and {OF_AN_ACCOUNT.format(column='account_id')}",
    ),
    # A second step is taken away, and never read.
    "mfa_authenticator": TablePolicy(
        "select (id, user_id), delete", seen=f"user_id <> {USER} and {OF_AN_ACCOUNT.format(column='user_id')}"
    ),
    "account_emailaddress": NOTHING,
    "account_emailconfirmation": NOTHING,
    "accounts_counter": NOTHING,
    # Written outside the wall, after the page.
    "audit_accesslogentry": TablePolicy(READ, seen=f"{ROLE} in ('lead', 'auditor')"),
    # To lock a row takes the right to change a column of it; of this table no row may become another.
    "volunteers_volunteer": TablePolicy("select, update (recorded_at)", seen=A_CLERK, becomes="false"),
    "volunteers_candidacy": TablePolicy(READ, seen=A_CLERK),
    "volunteers_availability": TablePolicy(READ, seen=A_CLERK),
    "volunteers_insurancecheck": TablePolicy(ADDED, seen=A_CLERK, added=f"{A_CLERK} and checked_by_id = {USER}"),
    "volunteers_call": TablePolicy(WRITTEN, added=A_LEAD_OR_ADMINISTRATOR, changed=A_LEAD_OR_ADMINISTRATOR),
    "volunteers_signup": TablePolicy("select, update (headcount, attended_at)", seen=A_CLERK),
    "requests_app_helprequest": TablePolicy(
        "select, update (message, locality_id, urgency, by_when, on_behalf_name, on_behalf_phone, on_behalf_relation, "
        "on_behalf_agreed, holder_id, clerk_id, handled_at, set_aside_at, set_aside_reason)",
        seen=OF_THE_OFFICE,
    ),
    "requests_app_requestitem": TablePolicy(
        "select, insert, update (state, set_aside_at, set_aside_by_id)",
        seen=OF_A_REQUEST,
        added=f"added_by_id = {USER} and {OF_A_REQUEST}",
    ),
    "requests_app_statuschange": TablePolicy(ADDED, seen=OF_AN_ITEM, added=f"{SIGNED} and {OF_AN_ITEM}"),
    "requests_app_match": TablePolicy(
        "select, insert, update (willing_at, accepted_at, declined_at, lapsed_at, done_at, cancelled_at, no_show_at)",
        seen=OF_AN_ITEM,
    ),
    "requests_app_matchchange": TablePolicy(ADDED, seen=OF_A_MATCH, added=f"{SIGNED} and {OF_A_MATCH}"),
    # To take on; to hand over, which gives the row away, is for the verb alone.
    "requests_app_handover": TablePolicy(
        ADDED, seen=OF_A_REQUEST, added=f"{SIGNED} and partner_id = {OFFICE} and {OF_A_REQUEST}"
    ),
    "requests_app_note": TablePolicy("select, update (read_at)", seen=OF_A_REQUEST),
    "requests_app_contactattempt": TablePolicy(ADDED, seen=OF_A_REQUEST, added=f"{SIGNED} and {OF_A_REQUEST}"),
    "requests_app_correction": TablePolicy(ADDED, seen=OF_A_REQUEST, added=f"{SIGNED} and {OF_A_REQUEST}"),
    "requests_app_settingaside": TablePolicy(
        "select, insert, update (put_back_at, put_back_by_id)",
        seen=OF_A_REQUEST,
        added=f"{SIGNED} and {OF_A_REQUEST}",
        becomes=f"put_back_by_id = {USER} and {OF_A_REQUEST}",
    ),
    "requests_app_organisationneed": TablePolicy("select, update (call_id, closed_at)", seen=A_CLERK),
    "django_content_type": TablePolicy(READ),
    # Nobody reads it; the key is what an insert gives back.
    "django_admin_log": TablePolicy("insert, select (id)", seen=f"user_id = {USER}"),
    # Who signs in, and whose session it is, is looked up before there is a role.
    "django_session": NOTHING,
    "django_migrations": NOTHING,
    # There are no groups; rights stand in `roles.py`.
    "auth_group": NOTHING,
    "auth_permission": NOTHING,
    "auth_group_permissions": NOTHING,
    # A letter is queued with what causes it; the rest is the worker's.
    "procrastinate_jobs": TablePolicy("insert, select (id, queueing_lock, status)"),
    "procrastinate_events": TablePolicy("insert"),
    "procrastinate_periodic_defers": NOTHING,
    "procrastinate_workers": NOTHING,
}
# The queue has keys of the older kind.
SEQUENCES = ("procrastinate_jobs_id_seq", "procrastinate_events_id_seq")
# Each answers with keys, or with a name or a moment to a key.
FUNCTIONS = (
    "accounts_username_of(bigint)",
    "people_by_phone(text, text)",
    "people_by_email(text)",
    "people_by_name(text)",
    "people_by_similar_name(text)",
    "requests_app_by_asker_phone(text)",
    "requests_app_last_no_show(bigint)",
)


def facts() -> dict[str, TablePolicy]:
    """For who reads facts: every row, no column that is declared personal; and the language one works in."""
    own = {"accounts_user": TablePolicy("select (id), update (language)", seen=f"id = {USER}")}
    read = {
        table: TablePolicy(f"select ({', '.join(columns)})", seen=f"{USER} is not null")
        for table, columns in _columns_of_facts()
    }
    return read | own | {"django_content_type": TablePolicy(READ)}


def _columns_of_facts() -> Iterator[tuple[str, list[str]]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label == "reference":
            yield model._meta.db_table, [str(column.column) for column in model._meta.concrete_fields]
        elif hasattr(model, "PERSONAL") or model._meta.label == "volunteers.Call":
            yield model._meta.db_table, _facts_of(model)


def _facts_of(model: type[models.Model]) -> list[str]:
    """Keys, and what has words of its own: a hash has none, and is known to nobody."""
    personal: Any = getattr(model, "PERSONAL", None)
    hidden = set(personal.columns) if personal else set()
    return [
        str(column.column)
        for column in model._meta.concrete_fields
        if column.name not in hidden
        and (column.primary_key or column.is_relation or isinstance(column.verbose_name, Promise))
    ]
