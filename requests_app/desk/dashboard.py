"""The start page of the desk: what waits, and for whom; demand and supply of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from brusselshelps.access.database_roles import as_facts
from brusselshelps.desk.dashboard import WorkLine, capped_count
from brusselshelps.reference.models import Category, Locality
from requests_app.desk.filters import WAITS, in_state, late, left_alone, to_call, with_unread_notes
from requests_app.desk.panels.base import LIST, Part
from requests_app.models import HelpRequest, RequestItem
from requests_app.retention import soon_erased
from requests_app.states import State
from volunteers.candidates import supply_by_category_and_locality


@dataclass(frozen=True)
class Balance:
    """Items that wait for a volunteer, next to the volunteers who can be asked."""

    name: str
    demand: int
    supply: int

    @property
    def is_short(self) -> bool:
        return self.demand > self.supply


class Start(Part):
    def get_urls(self) -> list[URLPattern]:
        return [self.verb("weather/", require_safe(self.weather), "weather"), *super().get_urls()]

    def work(self, request: HttpRequest) -> list[WorkLine]:
        return [*super().work(request), *(self._lines(request) if self.has_view_permission(request) else [])]

    def start_page(self, request: HttpRequest) -> dict[str, Any]:
        """Numbers of both offices together, and of nobody: how much waits, and who could help."""
        if not self.has_view_permission(request):
            return super().start_page(request)
        return super().start_page(request) | {"balances": by_category(demand(), supply_by_category_and_locality())}

    def _lines(self, request: HttpRequest) -> Iterator[WorkLine]:
        user: Any = request.user
        rows = HelpRequest.objects.visible_to(user).filter(set_aside_at=None)
        ours = rows.filter(holder=user.backoffice_id)
        yield _line(gettext("New in the intake"), rows.intake(), "place=intake")
        yield _line(gettext("Of these, late"), late(rows.intake()), "place=intake&late=yes")
        yield _line(gettext("Followed up by nobody of us"), left_alone(rows, user), "clerk=nobody")
        yield from _waiting(gettext("Followed up by me"), rows.filter(clerk=user), "clerk=me")
        yield from _waiting(gettext("Our back office"), ours, "place=ours")
        if with_unread_notes(rows).exists():
            yield _line(gettext("Added by residents, not read yet"), with_unread_notes(rows), "notes=unread")
        stopped = _line(
            gettext("The volunteer has stopped: call"), WAITS["stopped"][1](ours), "place=ours&waits=stopped"
        )
        if stopped.count:
            yield stopped
        unreachable = in_state(to_call(rows), State.OPEN)
        if unreachable.exists():
            yield _line(gettext("Mail cannot be delivered: call instead"), unreachable, "mail=fails&state=open")
        if soon_erased(rows).exists():
            yield _line(
                gettext("Still open and erased soon: close them"),
                soon_erased(rows),
                "erased=soon",
            )

    def weather(self, request: HttpRequest) -> HttpResponse:
        """Demand and supply for each category and locality."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        wanted, offered = demand(), supply_by_category_and_locality()
        categories = list(Category.objects.all())
        places: list[Locality | None] = [*Locality.objects.all(), None]
        rows = [
            (
                place or gettext("outside, or not known"),
                [_balance(category, place, wanted, offered) for category in categories],
            )
            for place in places
        ]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Demand and supply"),
            "categories": categories,
            "rows": rows,
            "balances": by_category(wanted, offered),
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/weather.html", context)


Counts = dict[tuple[int, int | None], int]


def demand() -> Counts:
    """How many items wait for a volunteer, by the keys of category and locality."""
    waiting = RequestItem.objects.filter(state=State.OPEN, set_aside_at=None, request__set_aside_at=None)
    counted = waiting.values_list("category", "request__locality").order_by().annotate(number=Count("pk"))
    with as_facts():
        return {(category, locality): number for category, locality, number in counted}


def by_category(wanted: Counts, offered: Counts) -> list[Balance]:
    def total(counts: Counts, category: Category) -> int:
        return sum(number for (key, _place), number in counts.items() if key == category.pk)

    return [Balance(str(each), total(wanted, each), total(offered, each)) for each in Category.objects.all()]


def _balance(category: Category, place: Locality | None, wanted: Counts, offered: Counts) -> Balance:
    key = category.pk, place.pk if place else None
    return Balance(str(category), wanted.get(key, 0), offered.get(key, 0))


def _waiting(group: str, rows: QuerySet[Any], query: str) -> Iterator[WorkLine]:
    """What waits, by what it waits for; a group in which nothing waits says so with its first line."""
    words = {
        "match": gettext("Find a volunteer"),
        "answer": gettext("Wait for an answer"),
        "insurance": gettext("Check the insurance"),
        "help": gettext("Wait for the help itself"),
    }
    for kind, label in words.items():
        yield _line(label, WAITS[kind][1](rows), f"{query}&waits={kind}", group)
    yield _line(gettext("Late"), late(rows), f"{query}&late=yes", group)


def _line(label: str, rows: QuerySet[Any], query: str, group: str = "") -> WorkLine:
    return WorkLine(label, capped_count(rows), f"{reverse(LIST)}?{query}", group)
