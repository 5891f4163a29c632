"""The row-level policies, tested with direct SQL: neither a page nor `visible_to` is involved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q

from brusselshelps.access.database_roles import DESK, FACTS, role_name
from brusselshelps.access.row_policies import facts
from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import declarations
from brusselshelps.reference.models import Partner
from requests_app.models import Handover, HelpRequest
from tests.access.support.desk_privileges import DESK_PRIVILEGES, named
from tests.access.support.row_samples import (
    HANGS_ON,
    POOL,
    REFUSED,
    TWICE,
    Held,
    asked,
    keys,
    kind_of,
    model_of,
    of_both,
    of_office,
)
from tests.builders import make_person, make_request

pytestmark = pytest.mark.sampled(3)

STAFF = ("noor", "els", "karim", "samira", "lies", "ada")
COLUMNS = [(model, name) for model, held in declarations() for name in held.columns]
OF_REQUESTS = ("requests_app_helprequest", *HANGS_ON)


@pytest.fixture
def world(noor: User, els: User, karim: User, samira: User, lies: User, administrator: User) -> dict[str, Held]:
    """One request of each office, one in the intake, one no longer held by any office; and the pool."""
    held = {"vgc": of_office(noor), "cocof": of_office(karim)}
    make_request(person=make_person(name="In the intake"))
    make_request(person=make_person(name="Of nobody")).items.get().leave_unmet(by=None)
    of_both()
    return held


def staff(name: str) -> User:
    return User.objects.get(username=name)


def visible(user: User, table: str) -> set[int]:
    """The rows the application shows, for tables about requests; the ministry's figures cover all of them."""
    requests = HelpRequest.objects.visible_to(user)
    rows: Any = model_of(table)._base_manager.all()
    if user.role != "ministry":
        rows = rows.filter(**{f"{HANGS_ON.get(table, 'pk')}__in": requests})
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize("table", OF_REQUESTS)
def test_the_database_gives_the_same_rows_as_the_application(world: dict[str, Held], table: str, name: str) -> None:
    user = staff(name)
    assert keys(user, table, kind_of(user)) == visible(user, table)
    if user.backoffice:
        assert visible(user, table), "nothing to see would prove nothing"


@pytest.mark.parametrize("table", [*OF_REQUESTS, *POOL, "people_person", "accounts_user"])
def test_without_a_context_there_is_no_row(world: dict[str, Held], table: str) -> None:
    assert keys(None, table) == set()
    assert keys(None, table, FACTS) == set()


@pytest.mark.parametrize("table", [*OF_REQUESTS, *POOL, "people_person"])
def test_an_administrator_meets_nobody(world: dict[str, Held], table: str) -> None:
    assert keys(staff("ada"), table) == set()


@pytest.mark.parametrize("table", POOL)
@pytest.mark.parametrize("name", ["noor", "samira"])
def test_the_pool_is_there_for_both_offices(world: dict[str, Held], table: str, name: str) -> None:
    everything = set(model_of(table)._base_manager.values_list("pk", flat=True))
    assert everything
    assert keys(staff(name), table) == everything


@pytest.mark.parametrize("name", ["noor", "els", "karim", "samira"])
def test_a_person_is_met_through_what_they_asked_or_offered(world: dict[str, Held], name: str) -> None:
    asking = Q(help_requests__in=HelpRequest.objects.visible_to(staff(name)))
    offering = Q(volunteer__isnull=False) | Q(signup__isnull=False) | Q(organisation_needs__isnull=False)
    met = set(Person.objects.filter(asking | offering).values_list("pk", flat=True))
    assert keys(staff(name), "people_person") == met
    assert len(met) < Person.objects.count()


@pytest.mark.parametrize("table", [table for table, privileges in DESK_PRIVILEGES.items() if "update" in privileges])
def test_nothing_of_the_other_office_is_changed_or_locked(world: dict[str, Held], table: str) -> None:
    column = _columns_that_may_change(table)[0]
    theirs = _rows_of(world["cocof"], table)
    for key in theirs:
        assert asked(staff("els"), f"update {table} set {column} = {column} where id = %s", key) in (0, REFUSED)
        assert asked(staff("els"), f"select id from {table} where id = %s for update", key) in ([], REFUSED)
    if table in HANGS_ON:
        assert theirs


@pytest.mark.parametrize("table", ["requests_app_helprequest", "requests_app_requestitem", "people_person"])
def test_ones_own_is_changed(world: dict[str, Held], table: str) -> None:
    column = _columns_that_may_change(table)[0]
    for key in _rows_of(world["vgc"], table):
        assert asked(staff("noor"), f"update {table} set {column} = {column} where id = %s", key) == 1


@pytest.mark.parametrize("table", DESK_PRIVILEGES)
def test_nothing_is_deleted_but_a_policy_a_commune_of_a_locality_and_a_second_step(
    world: dict[str, Held], table: str
) -> None:
    deletable = ("reference_categorypolicy", "reference_locality_communes", "mfa_authenticator")
    for name in ("els", "ada"):
        deleted = asked(staff(name), f"delete from {table}")
        assert (deleted == REFUSED) is (table not in deletable)
        assert asked(staff(name), f"truncate {table} cascade") == REFUSED


@pytest.mark.parametrize("kind", [DESK, FACTS])
def test_no_table_is_made_that_a_trigger_could_hang_on(noor: User, kind: str) -> None:
    assert asked(noor, "create temporary table mine (id bigint)", kind=kind) == REFUSED
    assert asked(noor, "create table mine (id bigint)", kind=kind) == REFUSED


@pytest.mark.parametrize("table", OF_REQUESTS)
def test_nothing_is_added_to_a_request_of_the_other_office(world: dict[str, Held], table: str) -> None:
    """Insert a copy of the other office's row under a new key, signed by whoever adds it. A copy of an own row is
    accepted wherever inserting is allowed at all.
    """
    [theirs, *_], [own, *_] = _rows_of(world["cocof"], table), _rows_of(world["vgc"], table)
    els = staff("els")
    assert _copied(els, table, theirs) == REFUSED
    if "insert" not in DESK_PRIVILEGES[table]:
        assert _copied(els, table, own) == REFUSED
        return
    assert _copied(els, table, own) in (1, TWICE)
    if table != "requests_app_match":
        assert _copied(els, table, own, by_id=staff("noor").pk, added_by_id=staff("noor").pk) == REFUSED


def _copied(user: User, table: str, key: int, **values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"select to_jsonb(t) from {table} t where id = %s", [key])
        row = json.loads(cursor.fetchone()[0])
    changed = {"id": 10**9, "by_id": user.pk, "added_by_id": user.pk, "reference": "COPY"} | values
    row |= {column: value for column, value in changed.items() if column in row}
    return asked(user, f"insert into {table} select * from jsonb_populate_record(null::{table}, %s)", json.dumps(row))


def _rows_of(held: Held, table: str) -> list[int]:
    if table == "people_person":
        return [held.request.person_id]
    if table == "requests_app_helprequest":
        return [held.request.pk]
    if table not in HANGS_ON:
        return []
    rows = model_of(table)._base_manager.filter(**{HANGS_ON[table]: held.request})
    return list(rows.values_list("pk", flat=True))


def _columns_that_may_change(table: str) -> list[str]:
    columns = DESK_PRIVILEGES[table].partition("update (")[2].partition(")")[0]
    return columns.strip().split(", ") if columns else [model_of(table)._meta.concrete_fields[-1].column]


def test_a_request_is_not_given_away_by_hand(world: dict[str, Held]) -> None:
    cocof, request = Partner.objects.get(slug="cocof"), world["vgc"].request
    noor = staff("noor")
    give = "update requests_app_helprequest set holder_id = %s where id = %s"
    assert asked(noor, give, cocof.pk, request.pk) == REFUSED
    assert asked(noor, give, noor.backoffice_id, request.pk) == 1
    added = "insert into requests_app_handover (request_id, partner_id, since, recorded_at, reason, by_id) "
    values = "values (%s, %s, now(), now(), '', %s)"
    assert asked(noor, added + values, request.pk, cocof.pk, noor.pk) == REFUSED


def test_after_a_handover_the_former_office_meets_nothing_of_it(world: dict[str, Held]) -> None:
    request, noor = world["vgc"].request, staff("noor")
    request.hand_over(Partner.objects.get(slug="cocof"), by=noor, reason="She speaks French")
    assert asked(noor, "select id from requests_app_helprequest where id = %s", request.pk) == []
    for table, way in HANGS_ON.items():
        theirs = set(model_of(table)._base_manager.filter(**{way: request}).values_list("pk", flat=True))
        assert theirs <= keys(staff("karim"), table)
        assert not theirs & keys(noor, table)
    assert Handover.objects.filter(request=request).count() == 2


class TestAccounts:
    def test_who_works_in_an_office_meets_the_accounts_of_that_office(self, world: dict[str, Held]) -> None:
        assert keys(staff("noor"), "accounts_user") == {staff("noor").pk, staff("els").pk}
        assert keys(staff("ada"), "accounts_user") == {staff("ada").pk, staff("lies").pk}
        assert keys(staff("lies"), "accounts_user", FACTS) == {staff("lies").pk}

    def test_the_name_under_a_deed_is_told_all_the_same(self, world: dict[str, Held]) -> None:
        assert asked(staff("noor"), "select accounts_username_of(%s)", staff("karim").pk) == [("karim",)]
        assert asked(staff("lies"), "select accounts_username_of(%s)", staff("karim").pk, kind=FACTS) == REFUSED

    @pytest.mark.parametrize("name", ["noor", "els", "lies"])
    @pytest.mark.parametrize(
        "raised", ["role = 'administrator', backoffice_id = null", "role = 'lead'", "username = 'x'"]
    )
    def test_nobody_raises_their_own_rights(self, world: dict[str, Held], name: str, raised: str) -> None:
        user = staff(name)
        answer = asked(user, f"update accounts_user set {raised} where id = %s", user.pk, kind=kind_of(user))
        same = raised == "username = 'x'" or (name == "els" and raised == "role = 'lead'")
        assert answer == (1 if same and name != "lies" else REFUSED)

    def test_the_language_is_ones_own_to_choose(self, world: dict[str, Held]) -> None:
        choose = "update accounts_user set language = 'fr' where id = %s"
        for name in STAFF:
            user = staff(name)
            assert asked(user, choose, user.pk, kind=kind_of(user)) == 1
        assert asked(staff("lies"), choose, staff("noor").pk, kind=FACTS) == 0
        assert asked(staff("noor"), choose, staff("els").pk) == 0
        assert asked(staff("els"), choose, staff("karim").pk) == 0


class TestFacts:
    @pytest.mark.parametrize(("model", "column"), COLUMNS)
    def test_no_personal_column_is_read(self, lies: User, model: Any, column: str) -> None:
        table, name = model._meta.db_table, model._meta.get_field(column).column
        assert asked(lies, f"select {name} from {table}", kind=FACTS) == REFUSED
        assert asked(lies, f"select count(*) from {table} where {name} is not null", kind=FACTS) == REFUSED
        assert asked(lies, f"select * from {table}", kind=FACTS) == REFUSED

    def test_every_other_column_of_such_a_row_that_says_something_is(self, lies: User) -> None:
        for table, columns in (facts() | {"accounts_user": ["id"], "django_content_type": ["*"]}).items():
            assert asked(lies, f"select {', '.join(columns)} from {table}", kind=FACTS) != REFUSED

    def test_nothing_is_written(self, world: dict[str, Held], lies: User) -> None:
        for table in DESK_PRIVILEGES:
            assert asked(lies, f"delete from {table}", kind=FACTS) == REFUSED
            assert asked(lies, f"insert into {table} default values", kind=FACTS) == REFUSED


class TestEveryTable:
    def test_each_is_named_once(self, db: None) -> None:
        """A new table must be named in its app's row_policies.sql, even if no privilege is granted on it."""
        with connection.cursor() as cursor:
            there = connection.introspection.table_names(cursor)
        assert sorted(table for table, _privileges in named()) == sorted(there)
        assert facts().keys() <= set(there)

    def test_the_roles_have_what_is_stated(self, db: None) -> None:
        """Tables without a grant have no privileges; each privilege granted has a policy."""
        with connection.cursor() as cursor:
            for table, privileges in DESK_PRIVILEGES.items():
                cursor.execute(
                    "select lower(cmd) from pg_policies where tablename = %s and %s = any(roles)",
                    [table, role_name(DESK)],
                )
                stated = {verb for verb in ("select", "insert", "update", "delete") if verb in privileges}
                assert {verb for (verb,) in cursor.fetchall()} == stated, table

    def test_the_rows_of_each_are_guarded_from_the_owner_on(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
                "and not (relrowsecurity and relforcerowsecurity)"
            )
            assert cursor.fetchall() == []

    def test_a_model_with_anything_personal_has_rows_of_somebody(self, db: None) -> None:
        """A condition that is always true would show everybody to every office."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select tablename from pg_policies where %s = any(roles) and cmd = 'SELECT' and qual = 'true'",
                [role_name(DESK)],
            )
            open_to_all = {table for (table,) in cursor.fetchall()}
        assert "reference_category" in open_to_all
        assert not open_to_all & {model._meta.db_table for model, _declared in declarations()}

    def test_neither_role_can_do_more_than_its_grants(self, db: None) -> None:
        with connection.cursor() as cursor:
            for kind in (DESK, FACTS):
                cursor.execute(
                    "select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb, "
                    "(select count(*) from pg_class where relowner = r.oid), "
                    "(select count(*) from pg_auth_members where member = r.oid) from pg_roles r where rolname = %s",
                    [role_name(kind)],
                )
                assert cursor.fetchone() == (False, False, False, False, False, 0, 0)


def test_a_second_factor_is_removed_by_the_manager_of_the_account_and_read_by_nobody(
    noor: User, els: User, karim: User
) -> None:
    for user in (noor, els, karim):
        Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    assert asked(els, "select data from mfa_authenticator") == REFUSED
    assert asked(els, "select user_id from mfa_authenticator") == [(noor.pk,)]
    assert asked(els, "delete from mfa_authenticator") == 1
    assert asked(noor, "delete from mfa_authenticator") == 0
