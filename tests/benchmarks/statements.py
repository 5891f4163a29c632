"""How many statements each page sends to the database, and checks on them that hold on any machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brusselshelps.access.roles import Role
from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Partner
from requests_app.models import HelpRequest
from tests.accounts.sign_in_client import session_of
from tests.benchmarks.wsgi_client import Answer, Unexpected, Visitor
from tests.builders import make_request, make_volunteer
from volunteers.models import Volunteer

ASK, REGISTER = "/en/help/", "/en/volunteer/"
DESK, FIGURES = "/admin/", "/reports/"
REQUESTS, VOLUNTEERS = f"{DESK}requests_app/helprequest/", f"{DESK}volunteers/volunteer/"
LISTS = {"desk, requests": REQUESTS, "desk, volunteers": VOLUNTEERS}
FEW, MANY = 10, 50
REQUESTS_IN_A_ROW = 200


@dataclass(frozen=True)
class Page:
    """A page requested after everything it caches was in place."""

    name: str
    statements: tuple[str, ...]
    answer: Answer

    @property
    def touches_a_session(self) -> bool:
        cookies = self.answer.all("Set-Cookie")
        return any("django_session" in sql for sql in self.statements) or any(
            cookie.startswith(f"{settings.SESSION_COOKIE_NAME}=") for cookie in cookies
        )


@dataclass(frozen=True)
class Check:
    """A sentence that must be true, and the faults that make it untrue."""

    sentence: str
    faults: list[str]


def look(name: str, visit: Callable[[], Answer]) -> Page:
    visit()
    with CaptureQueriesContext(connection) as seen:
        answer = visit()
    return Page(name, tuple(query["sql"] for query in seen.captured_queries), answer)


def signed_in(user: User) -> Visitor:
    return Visitor(**{settings.SESSION_COOKIE_NAME: session_of(user)})


def desk_pages(noor: User, lies: User) -> tuple[list[Page], Check]:
    """Call it while the tables are empty: the lists are measured with a few rows and with a full page."""
    clerk, ministry = signed_in(noor), signed_in(lies)
    lists: list[Page] = []
    for added, rows in ((FEW, FEW), (MANY - FEW, MANY)):
        _add_rows(noor, added)
        lists += [_list_of(rows, name, path, clerk) for name, path in LISTS.items()]
    held = HelpRequest.objects.filter(holder=noor.backoffice).latest("pk").pk
    volunteer = Volunteer.objects.latest("pk").pk
    pages = [
        look("desk, start", lambda: clerk.get(DESK)),
        look("desk, one request", lambda: clerk.get(f"{REQUESTS}{held}/change/")),
        look("desk, one volunteer", lambda: clerk.get(f"{VOLUNTEERS}{volunteer}/change/")),
        look("figures", lambda: ministry.get(FIGURES)),
    ]
    return [*sorted(lists, key=lambda page: page.name), *pages], _same_for_few_and_many(lists)


def _add_rows(noor: User, number: int) -> None:
    """Half of the requests are held by Noor's office, so that a list shows everything it can show."""
    for place in range(number):
        request = make_request("dog", "shopping")
        make_volunteer("dog", "shopping")
        if place % 2:
            request.take_on(noor)


def _list_of(rows: int, name: str, path: str, clerk: Visitor) -> Page:
    page = look(f"{name}, {rows} rows", lambda: clerk.get(path))
    shown = page.answer.body.count(b'class="field-reference')
    if shown != rows:
        raise Unexpected(f"{page.name}: the list shows {shown}.")
    return page


def _same_for_few_and_many(lists: list[Page]) -> Check:
    counts: dict[str, set[int]] = {}
    for page in lists:
        name, _comma, _rows = page.name.rpartition(", ")
        counts.setdefault(name, set()).add(len(page.statements))
    faults = [name for name, numbers in counts.items() if len(numbers) > 1]
    return Check(f"A list runs the same number of statements with {FEW} and with {MANY} rows.", faults)


def public_pages(staff: User) -> tuple[list[Page], Check]:
    """Requested with the cookie of a signed-in user: without one, reading the session would go unnoticed."""
    visitor = signed_in(staff)
    visitor.open_form(ASK)
    pages = [
        look("home", lambda: visitor.get("/en/")),
        look("ask", lambda: visitor.get(ASK)),
        look("ask, stored", lambda: visitor.post(ASK, visitor.asked())),
        look("register", lambda: visitor.get(REGISTER)),
        look("register, stored", lambda: visitor.post(REGISTER, visitor.offered())),
        look("information note", lambda: visitor.get(f"{REGISTER}information/")),
    ]
    asked, registered = (page.answer.location for page in pages if page.name.endswith("stored"))
    pages.insert(3, look("asked", lambda: visitor.get(asked)))
    pages.insert(6, look("registered", lambda: visitor.get(registered)))
    faults = [page.name for page in pages if page.touches_a_session]
    return pages, Check("No public page reads or writes a session.", faults)


def connections_persist() -> Check:
    """Check that `CONN_MAX_AGE` has its effect."""
    visitor, seen = Visitor(), set()
    connection.close()
    for _request in range(REQUESTS_IN_A_ROW):
        visitor.get(ASK)
        # Between two requests Django either keeps the connection or has closed it.
        seen.add(connection.connection.info.backend_pid if connection.connection else None)
    faults = ["closed after a request"] if None in seen else []
    if len(seen) > 1:
        faults.append(f"{len(seen)} of them")
    return Check(f"One connection served {REQUESTS_IN_A_ROW} requests in a row.", faults)


def staff() -> tuple[User, User]:
    """Users without passwords: hashing one takes a hundred megabytes, which could mask the memory the figures use."""
    vgc = Partner.objects.get(slug="vgc")
    noor = User.objects.create_user("noor", role=Role.CLERK, backoffice=vgc, language="nl")
    return noor, User.objects.create_user("lies", role=Role.MINISTRY, language="en")
