"""The middleware that sets the database role for staff pages, and the roles it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from brusselshelps.access import database_roles
from brusselshelps.access.database_roles import DESK, FACTS, as_facts, as_owner, role_name
from brusselshelps.access.middleware import DatabaseRoleMiddleware
from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person
from requests_app.models import Handover, HelpRequest
from tests.access.support.isolation_switch import without_the_application, without_the_database
from tests.access.support.row_samples import undone
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, page_of, shown, take_on

ROOT = Path(__file__).parents[2]
# Actions that by nature concern both offices: the files they are in, and the number of times.
BEYOND = {
    "brusselshelps/accounts/break_glass.py": 1,
    "brusselshelps/accounts/admin.py": 1,
    "brusselshelps/people/models/merge.py": 1,
    "requests_app/desk/correction.py": 1,
    "requests_app/desk/phone_intake.py": 1,
    "requests_app/desk/viewed_request_token.py": 1,
    "requests_app/desk/request_admin.py": 1,
    "requests_app/models/match.py": 1,
    "requests_app/models/request.py": 2,
    "requests_app/templatetags/matches.py": 1,
}


def who_asks() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


def visit(view: Any, user: Any = None, path: str = "/admin/") -> Any:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return DatabaseRoleMiddleware(view)(request)


def told(request: HttpRequest) -> HttpResponse:
    return HttpResponse(who_asks())


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("noor", "/admin/", DESK),
        ("noor", "/reports/", FACTS),
        ("lies", "/admin/", FACTS),
        ("ada", "/admin/", DESK),
        (None, "/admin/", DESK),
    ],
)
def test_a_page_of_staff_asks_under_a_role(
    noor: User, lies: User, administrator: User, name: str | None, path: str, kind: str
) -> None:
    user = User.objects.get(username=name) if name else None
    assert visit(told, user, path).content.decode() == role_name(kind)


@pytest.mark.parametrize("path", ["/nl/help/", "/healthz", "/staff/login/"])
def test_public_pages_and_the_sign_in_page_use_the_owner_as_before(noor: User, path: str) -> None:
    before = who_asks()
    assert visit(told, noor, path).content.decode() == before


def test_afterwards_everything_is_as_before(noor: User) -> None:
    before = who_asks()
    visit(told, noor)
    with pytest.raises(RuntimeError):
        visit(lambda _request: (_ for _ in ()).throw(RuntimeError), noor)
    assert who_asks() == before


def test_a_streamed_answer_is_drawn_under_the_database_role(noor: User) -> None:
    def drawn() -> Iterator[str]:
        yield who_asks()

    response = visit(lambda _request: StreamingHttpResponse(drawn()), noor)
    assert b"".join(response).decode() == role_name(DESK)


@pytest.mark.parametrize(("status", "stays"), [(200, True), (302, True), (403, True), (404, True), (500, False)])
def test_what_failed_leaves_nothing_and_what_was_refused_leaves_what_was_noted(
    noor: User, status: int, stays: bool
) -> None:
    request = make_request()

    def view(_request: HttpRequest) -> HttpResponse:
        HelpRequest.objects.update(urgency="today")
        return HttpResponse(status=status)

    visit(view, noor)
    request.refresh_from_db()
    assert (request.urgency == "today") is stays


def test_a_rule_that_is_checked_in_the_end_is_checked_before_the_answer_leaves(noor: User) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        request = make_request()
        with connection.cursor() as cursor:
            cursor.execute("update requests_app_requestitem set category_id = 0 where request_id = %s", [request.pk])
        return HttpResponse()

    def beyond(request: HttpRequest) -> HttpResponse:
        with as_owner():
            return view(request)

    with pytest.raises(IntegrityError):
        visit(beyond, noor)
    assert not HelpRequest.objects.exists()


def test_what_the_database_role_refuses_is_forbidden(noor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that queries too much is a bug of ours; the reader only learns that access is denied."""
    monkeypatch.setattr("requests_app.models.HelpRequest.take_on", lambda *_args, **_about: Person.objects.create())
    request = make_request()
    assert take_on(browser(noor), request).status_code == 403
    assert Person.objects.count() == 1


def test_a_role_that_is_missing_closes_the_pages_of_staff(noor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_roles, "role_name", lambda kind: f"nobody_{kind}")
    client = browser(noor)
    client.raise_request_exception = False
    assert client.get("/admin/").status_code == 500
    assert Client().get("/nl/").status_code == 200


class TestEachLayerAlone:
    """What Karim can reach of Noor's requests: nothing with either layer, everything with neither."""

    def reached(self, karim: User, request: HelpRequest) -> list[str]:
        client, found = browser(karim), []
        if client.get(page_of(request)).status_code == 200:
            found.append("page")
        if request.reference in client.get(f"{REQUESTS}?place=ours").content.decode():
            found.append("own list")
        if request.reference in client.get(REQUESTS).content.decode():
            found.append("list")
        client.post(f"{REQUESTS}{request.pk}/attempts/", {"whom": "resident", "outcome": "answered"})
        if request.attempts.exists():
            found.append("attempt")
        return found

    @pytest.fixture
    def of_noor(self, noor: User) -> HelpRequest:
        request = make_request(person=make_person(name="Maria Peeters"))
        request.take_on(by=noor)
        return request

    def test_with_both(self, karim: User, of_noor: HelpRequest) -> None:
        assert self.reached(karim, of_noor) == []

    def test_with_that_of_the_database(self, karim: User, of_noor: HelpRequest) -> None:
        with without_the_application():
            assert self.reached(karim, of_noor) == []

    def test_with_that_of_the_application(self, karim: User, of_noor: HelpRequest) -> None:
        with without_the_database():
            assert self.reached(karim, of_noor) == []

    def test_with_neither(self, karim: User, of_noor: HelpRequest) -> None:
        with without_the_application(), without_the_database():
            assert self.reached(karim, of_noor) == ["page", "list", "attempt"]


class TestBeyond:
    def test_it_is_reached_for_by_few_and_each_is_known(self) -> None:
        found: dict[str, int] = {}
        for room in ("brusselshelps", "volunteers", "requests_app", "reports"):
            for file in (ROOT / room).rglob("*.py"):
                calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
                named = [one for one in calls if getattr(one.func, "id", "") == "as_owner"]
                if named:
                    found[file.relative_to(ROOT).as_posix()] = len(named)
        assert found == BEYOND

    def test_a_verb_that_fails_there_is_undone_and_the_role_is_back(self, noor: User) -> None:
        @as_owner()
        def fails() -> None:
            Person.objects.create(name="Maria")
            HelpRequest.objects.create(reference="x", received_at=None)

        def view(_request: HttpRequest) -> HttpResponse:
            with pytest.raises(IntegrityError):
                fails()
            return HttpResponse(who_asks())

        assert visit(view, noor).content.decode() == role_name(DESK)
        assert not Person.objects.exists()

    def test_numbers_of_both_offices_are_counted_among_facts(self, noor: User, karim: User) -> None:
        make_request().take_on(by=karim)

        def view(_request: HttpRequest) -> HttpResponse:
            with as_facts():
                return HttpResponse(f"{who_asks()} {HelpRequest.objects.count()}")

        assert visit(view, noor).content.decode() == f"{role_name(FACTS)} 1"


class TestDatabaseRoles:
    def test_it_may_run_twice_and_takes_away_what_is_no_longer_granted(self, db: None) -> None:
        with undone(), connection.cursor() as cursor:
            cursor.execute(f'grant delete on people_person to "{role_name(DESK)}"')
            call_command("database_roles")
            cursor.execute("select has_table_privilege(%s, 'people_person', 'delete')", [role_name(DESK)])
            assert cursor.fetchone() == (False,)

    def test_a_login_that_may_make_no_roles_is_told_what_to_run(self, db: None) -> None:
        said = StringIO()
        with undone(), connection.cursor() as cursor:
            cursor.execute("create role plain_login; set local role plain_login")
            with pytest.raises(CommandError, match="run the SQL above"):
                call_command("database_roles", stdout=said)
        grant = f'grant "{role_name(DESK)}" to "plain_login";'
        assert grant in said.getvalue()

    def test_an_owner_that_is_no_superuser_serves_everybody(self, noor: User) -> None:
        """Public pages and workers see every row; staff pages no more than usual."""
        with undone(), connection.cursor() as cursor:
            connection.check_constraints()
            cursor.execute("create role plain_login; grant create on schema public to plain_login")
            for kind in (DESK, FACTS):
                cursor.execute(f'grant "{role_name(kind)}" to plain_login')
            cursor.execute(HAND_OVER)
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
            cursor.execute("set local role plain_login")
            call_command("database_roles")
            request = make_request()
            request.take_on(by=noor)
            assert HelpRequest.objects.get().person.name == "Maria Peeters"
            seen = visit(lambda _request: HttpResponse(str(HelpRequest.objects.count())), noor)
            assert seen.content.decode() == "1"
            assert visit(lambda _request: HttpResponse(str(HelpRequest.objects.count()))).content.decode() == "0"


HAND_OVER = """
select format('alter table %s owner to plain_login', oid::regclass) from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
union all
select format('alter function %s owner to plain_login', oid::regprocedure) from pg_proc
    where pronamespace = 'public'::regnamespace and oid not in (select objid from pg_depend where deptype = 'e')
"""


@pytest.mark.django_db(transaction=True)
def test_it_may_run_at_once() -> None:
    faults: list[Exception] = []

    def run() -> None:
        try:
            call_command("database_roles")
        except Exception as fault:  # whatever it is: the test reports it
            faults.append(fault)
        finally:
            connection.close()

    runs = [Thread(target=run) for _each in range(4)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert faults == []


@pytest.mark.django_db(transaction=True)
class TestForReal:
    """With transactions that commit, as in production."""

    def test_the_role_ends_with_the_page(self, noor: User) -> None:
        before = who_asks()
        assert visit(told, noor).content.decode() == role_name(DESK)
        assert who_asks() == before
        assert not connection.in_atomic_block

    def test_what_waits_for_the_commit_waits_for_that_of_the_page(self, noor: User) -> None:
        def view(_request: HttpRequest) -> HttpResponse:
            transaction.on_commit(lambda: committed.append(who_asks()))
            return HttpResponse(status=status.code)

        committed: list[str] = []
        status = SimpleNamespace(code=200)
        visit(view, noor)
        status.code = 500
        visit(view, noor)
        assert committed == [who_asks()]

    def test_the_figures_see_one_moment(self, lies: User) -> None:
        def view(_request: HttpRequest) -> HttpResponse:
            with connection.cursor() as cursor:
                cursor.execute("show transaction_isolation")
                return HttpResponse(cursor.fetchone()[0])

        assert visit(view, lies, "/reports/").content == b"repeatable read"
        assert visit(view, lies, "/nl/").content == b"read committed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["take-on", "candidates"])
def test_of_two_offices_that_reach_for_one_request_the_slower_is_told(noor: User, karim: User, verb: str) -> None:
    """The row is no longer visible by the time they get its lock: they get a sentence, never a failure."""
    volunteer = make_volunteer("shopping", max_active=9)
    for _round in range(4):
        request = make_request()
        address = {"take-on": "take-on/", "candidates": f"items/{request.items.get().pk}/candidates/"}[verb]
        told = at_once([browser(noor), browser(karim)], request, address, volunteer=volunteer.pk)
        assert sum("has already been taken on by" in sentence for sentence in told) == 1
        assert Handover.objects.filter(request=request).count() == 1


def at_once(clients: list[Client], request: HelpRequest, address: str, **data: Any) -> list[str]:
    """What each reads after pressing a button of a request that all of them had on screen."""
    gate, told = Barrier(len(clients)), []

    def press(client: Client, proof: str) -> None:
        gate.wait(20)
        try:
            page = client.post(f"{REQUESTS}{request.pk}/{address}", data | {"shown": proof}, follow=True)
            told.append(shown(page))
        finally:
            connection.close()

    threads = [Thread(target=press, args=(one, one.get(page_of(request)).context["shown"])) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_the_database_role_is_entered_innermost_once_the_user_is_known(settings: Any) -> None:
    assert settings.MIDDLEWARE[-1] == f"{DatabaseRoleMiddleware.__module__}.DatabaseRoleMiddleware"
