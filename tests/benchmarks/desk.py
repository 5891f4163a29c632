"""The desk with many rows: what its pages query, next to hand-written SQL.

A page is visited and its statements are recorded. Then these and the hand-written ones take turns: the time measured
runs until the database's answer has arrived, without any processing of it. Both are subject to the row-level policies,
as the same member of staff. The statements common to every desk page are left out: the session, the signed-in user,
setting the database role, and the access log entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from brusselshelps.access import database_roles
from brusselshelps.access.database_roles import as_role
from brusselshelps.accounts.models import User
from brusselshelps.desk.keyset_pagination import MOMENT
from brusselshelps.people.privacy.retention_rules import period
from brusselshelps.people.search import COMPARED_DIGITS, digits_of
from brusselshelps.reference.models import Category, CategoryPolicy
from requests_app.desk.filters import last_moment
from requests_app.models import HelpRequest, RequestItem
from tests.benchmarks import desk_sql as by_hand
from tests.benchmarks.desk_sql import OLDEST, Sent
from tests.benchmarks.interleaved_timing import Compared, Side, take_turns, written
from tests.benchmarks.query_recorder import Noted, asked, in_role
from tests.benchmarks.statements import DESK, REQUESTS, VOLUNTEERS, Check, signed_in
from tests.benchmarks.wsgi_client import Answer, Unexpected
from tests.builders import make_person, make_request, make_volunteer
from volunteers.candidates import AHEAD, ANY_LANGUAGE
from volunteers.models import Volunteer
from volunteers.models.insurance import InsuranceCheck

FEW = 10_000
MOST = 1.5
ROUNDS, SECONDS = 40, 6
REFERENCE = re.compile(rb"\b[A-Z0-9]{3}(?:-[A-Z0-9]{3}){2}\b")
# Made up and rare, with requests for them from the start.
NOBODY, FAR = "bench-nobody", "bench-far"
DEPTHS = (0.01, 0.5, 0.99)
# The requests for which candidates are sought: category, postcode, and the resident's languages.
ITEMS = {
    "candidates": ("shopping", "1000", "nl"),
    "candidates, talking matters": ("phone", "1000", "nl", "fr"),
    "candidates, a language nobody speaks": ("phone", "1000", "en", "rif"),
    "candidates, nobody offers it": (NOBODY, "1000", "nl"),
    "candidates, nobody near": (FAR, "1130", "nl"),
}
TYPO = "Noor Martems"
NUMBER = "+3220004321"


@dataclass(frozen=True)
class Page:
    """A desk page and its hand-written statements; the last of these returns the page's rows, if it shows any."""

    name: str
    visit: Callable[[], Answer]
    by_hand: list[Sent]
    shows_rows: bool = True
    # Whether it takes longer with more rows, and may.
    grows: bool = False
    # How many references precede those of the rows on the page.
    beside: int = 0


@dataclass(frozen=True)
class Asked:
    """`pace`: the seconds a statement of constant cost took in the same turns. The measurements with few and with many
    rows are minutes apart, so each is expressed relative to it.
    """

    page: Page
    statements: int
    compared: Compared
    pace: float

    @property
    def median(self) -> float:
        return self.compared.ours.median

    def growth(self, before: Asked) -> float:
        return (self.median / self.pace) / (before.median / before.pace)


class Desk:
    """Noor at work. Created while the tables are small, because it adds rows that the seeded data lack."""

    def __init__(self, noor: User) -> None:
        self.noor, self.clerk = noor, signed_in(noor)
        self.clerk.open_form(REQUESTS)
        for place, slug in enumerate((NOBODY, FAR)):
            _new_category(slug, 200 + place)
        for _number in range(20):
            make_volunteer(FAR, postcode="")
        self.items = {name: _item(*about) for name, about in ITEMS.items()}

    def measured(self) -> dict[str, Asked]:
        return {page.name: self._seen(page) for page in self._pages()}

    def _pages(self) -> Iterator[Page]:
        return chain(self._counted(), self._requests(), self._volunteers(), self._searches(), self._candidates())

    def _seen(self, page: Page) -> Asked:
        page.visit()
        noted = Noted()
        with connection.execute_wrapper(noted):
            answer = page.visit()
        self._same_rows(page, answer)
        pace, paces = Side("", lambda _nothing: asked([by_hand.PACE])), []
        with as_role(database_roles.DESK, self.noor):
            compared = take_turns(
                Side(page.name, lambda _nothing: asked(noted.sent)),
                Side("the same by hand", lambda _nothing: asked(page.by_hand), lambda: paces.append(pace.turn())),
                rounds=ROUNDS,
                seconds=SECONDS,
            )
        return Asked(page, len(noted.sent), compared, median(paces))

    def _same_rows(self, page: Page, answer: Answer) -> None:
        """The page must show the rows of the hand-written SQL: otherwise two different queries would be compared."""
        with as_role(database_roles.DESK, self.noor), connection.cursor() as cursor:
            cursor.execute(*page.by_hand[-1])
            rows = [row[0] for row in cursor.fetchall()]
        shown = _references(answer)[page.beside :]
        # One extra row tells whether there is another page.
        if page.shows_rows and shown != (rows if len(shown) == len(rows) else rows[:-1]):
            raise Unexpected(f"{page.name}: the page shows {shown}, by hand it is {rows}.")

    @property
    def facts(self) -> dict[str, Any]:
        whose = {"office": self.noor.backoffice_id, "user": self.noor.pk, "today": timezone.localdate()}
        whose["warned"] = timezone.now() - period("warning")
        return whose | by_hand.urgencies(last_moment)

    def _counted(self) -> Iterator[Page]:
        """Counts over whole tables: these take longer with more rows."""
        demand = [in_role(database_roles.FACTS), (by_hand.DEMAND, None), in_role(database_roles.DESK)]
        sums: list[Sent] = [*demand, (by_hand.SUPPLY, None), (by_hand.CATEGORIES, None)]
        start: list[Sent] = [(by_hand.start(), self.facts), *sums]
        yield Page("start", lambda: self.clerk.get(DESK), start, shows_rows=False, grows=True)
        weather = f"{REQUESTS}weather/"
        by_place: list[Sent] = [*sums, (by_hand.LOCALITIES, None)]
        yield Page("demand and supply", lambda: self.clerk.get(weather), by_place, shows_rows=False, grows=True)

    def _requests(self) -> Iterator[Page]:
        counted, visible = by_hand.COUNTED, HelpRequest.objects.visible_to(self.noor).filter(set_aside_at=None)
        yield self._list("requests", REQUESTS, by_hand.requests(counted))
        for share, place, key in _depths(visible, "received_at"):
            beyond = f"{counted} and (r.received_at, r.id) < ('{key[0].isoformat()}', {key[1]})"
            yield self._list(f"requests, {share:.0%} deep", f"{REQUESTS}?after={place}", by_hand.requests(beyond))
        yield self._list("requests, oldest first", f"{REQUESTS}?oldest=yes", by_hand.requests(counted, OLDEST))
        category = Category.objects.get(slug=NOBODY).pk
        filters = {
            "place=intake": by_hand.INTAKE,
            "place=ours": by_hand.OURS,
            "clerk=me": by_hand.MINE,
            "clerk=nobody": by_hand.LEFT_ALONE,
            "waits=match": f"{counted} and r.state = 'open'",
            "waits=answer": f"{counted} and {by_hand.matched(by_hand.UNANSWERED)}",
            # Evaluated for each active match, of which there are more with more rows.
            "waits=stopped": f"{counted} and {by_hand.matched(by_hand.STOPPED)}",
            "late=yes": f"{counted} and {by_hand.LATE}",
            "urgency=today": f"{counted} and r.urgency = 'today'",
            "state=done": f"{counted} and r.state = 'done'",
            f"category={NOBODY}": f"{counted} and {by_hand.asked_for(category)}",
            "postcode=1060": f"{counted} and {by_hand.living_in('1060')}",
            "notes=unread": f"{counted} and {by_hand.NOTES_UNREAD}",
            "mail=fails": f"{counted} and {by_hand.MAIL_FAILS}",
            "erased=soon": by_hand.ERASED_SOON,
            "aside=yes": f"{by_hand.VISIBLE} and r.set_aside_at is not null",
        }
        for query, where in filters.items():
            path, grows = f"{REQUESTS}?{query}", query == "waits=stopped"
            yield self._list(f"requests, {query}", path, by_hand.requests(where), grows=grows)

    def _volunteers(self) -> Iterator[Page]:
        yield self._list("volunteers", VOLUNTEERS, by_hand.volunteers("true"))
        for share, place, key in _depths(Volunteer.objects.all(), "registered_at"):
            beyond = f"(v.registered_at, v.id) < ('{key[0].isoformat()}', {key[1]})"
            yield self._list(f"volunteers, {share:.0%} deep", f"{VOLUNTEERS}?after={place}", by_hand.volunteers(beyond))
        offered = by_hand.offering(Category.objects.get(slug="phone").pk)
        yield self._list("volunteers, category=phone", f"{VOLUNTEERS}?category=phone", by_hand.volunteers(offered))

    def _list(self, name: str, path: str, sql: str, grows: bool = False) -> Page:
        return Page(name, lambda: self.clerk.get(path), [*self._choices(), (sql, self.facts)], grows=grows)

    def _choices(self) -> list[Sent]:
        """The choices of the filters next to every list."""
        return [(by_hand.CATEGORIES, None), (by_hand.LOCALITIES, None)]

    def _searches(self) -> Iterator[Page]:
        """A common name is compared with every person who has it: that takes longer with more rows."""
        last = digits_of(NUMBER)[-COMPARED_DIGITS:]
        reference = (
            HelpRequest.objects.visible_to(self.noor).order_by("received_at").values_list("reference", flat=True)[0]
        )
        by_reference = f"starts_with(r.reference, '{reference}') and {by_hand.VISIBLE}"
        called = f"v.person_id in {by_hand.called(NUMBER, last)}"
        for where, words, sql, grows in (
            (REQUESTS, reference, by_hand.requests(by_reference), False),
            (REQUESTS, NUMBER, by_hand.requests(by_hand.calling(NUMBER, last)), False),
            (REQUESTS, TYPO, by_hand.requests_like(TYPO), True),
            (VOLUNTEERS, NUMBER, by_hand.volunteers(called), False),
            (VOLUNTEERS, TYPO, by_hand.volunteers_like(TYPO), True),
        ):
            kind = {reference: "reference", NUMBER: "phone number"}.get(words, "name with a typo")
            name = f"{'requests' if where == REQUESTS else 'volunteers'}, by {kind}"
            sent: list[Sent] = [*self._choices(), (sql, self.facts)]
            yield Page(name, lambda path=where, said=words: self.clerk.search(path, said), sent, grows=grows)

    def _candidates(self) -> Iterator[Page]:
        for name, item in self.items.items():
            path = f"{REQUESTS}{item.request_id}/items/{item.pk}/candidates/"
            yield Page(name, lambda path=path: self.clerk.get(path), self._by_hand(item), beside=1)

    def _by_hand(self, item: RequestItem) -> list[Sent]:
        request, category, day = item.request, item.category, timezone.localdate()
        tongues = sorted(set(request.languages)) if category.talking_matters else []
        policy = CategoryPolicy.on(category, day)
        wanted = InsuranceCheck.STRENGTH[policy.verification if policy else ""]
        walk = {
            "locality": request.locality_id,
            "category": category.pk,
            "day": day,
            "without": [],
            "ahead": AHEAD,
            "tongues": [*tongues, ANY_LANGUAGE],
            "ranks": [*[0] * len(tongues), 1],
            "rows": AHEAD * (len(tongues) + 1),
            "asks": policy is None or policy.asks_insurance,
            "methods": [name for name, strength in InsuranceCheck.STRENGTH.items() if strength >= wanted],
        }
        return [(by_hand.ITEM, self.facts | {"item": item.pk, "day": day}), (by_hand.CANDIDATES, walk)]


def _references(answer: Answer) -> list[str]:
    """The references on the page, each once, in page order."""
    return list(dict.fromkeys(found.decode() for found in REFERENCE.findall(answer.body)))


def _depths(rows: Any, moment: str) -> Iterator[tuple[float, str, Any]]:
    """The depth as a share of all rows, the cursor in the URL, and the time and key it stands for."""
    ordered, many = rows.order_by(f"-{moment}", "-pk").values_list(moment, "pk"), rows.count()
    for share in DEPTHS:
        at, key = ordered[int(many * share)]
        yield share, f"{at.strftime(MOMENT)}-{key}", (at, key)


def _item(category: str, postcode: str, *languages: str) -> RequestItem:
    person = make_person(contact_language=languages[0], languages=list(languages))
    return make_request(category, postcode=postcode, person=person).items.get()


def _new_category(slug: str, position: int) -> None:
    labels = {f"{label}_{code}": slug for label in ("report", "ask", "offer") for code in ("nl", "fr", "en")}
    Category.objects.create(slug=slug, position=position, **labels)


def table(few: dict[str, Asked], many: dict[str, Asked]) -> list[str]:
    head = f"{'the desk':<46}{'statements':>11}{'median':>11}{'by hand':>11}{'ratio':>7}{f'with {FEW:,}':>14}"
    return [f"{head}{'growth':>8}", *(_line(seen, few.get(name)) for name, seen in many.items())]


def _line(seen: Asked, before: Asked | None) -> str:
    ours, bare = seen.compared.ours, seen.compared.bare
    line = f"{seen.page.name:<46}{seen.statements:>11}{written(ours.median):>11}{written(bare.median):>11}"
    line += f"{seen.compared.ratio:>7.2f}"
    return line + (f"{written(before.median):>14}{seen.growth(before):>8.2f}" if before else "")


def checks(few: dict[str, Asked], many: dict[str, Asked]) -> list[Check]:
    """Without a measurement with few rows there are no checks of growth."""
    same = [name for name, seen in few.items() if seen.statements != many[name].statements]
    dear = [f"{name}: {seen.compared.ratio:.2f}" for name, seen in many.items() if seen.compared.ratio > MOST]
    grown = {name: many[name].growth(seen) for name, seen in few.items() if not seen.page.grows}
    slow = [f"{name}: {ratio:.2f}" for name, ratio in grown.items() if ratio > MOST]
    found = [Check(f"The database works at most {MOST} times as long for a page of the desk as by hand.", dear)]
    if few:
        found += [
            Check(f"A page of the desk runs the same number of statements as with {FEW:,} rows.", same),
            Check(
                f"Lists, searches by key and candidates take at most {MOST} times as long as with {FEW:,} rows.", slow
            ),
        ]
    return found
