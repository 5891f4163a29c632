"""Demand and supply across both back offices: items waiting for a volunteer, and volunteers who could be asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext

from brusselshelps.access.database_roles import as_facts
from brusselshelps.desk.panels import PAGE, Action
from brusselshelps.reference.models import Category, Locality
from requests_app.desk.panels.base import RequestPanel
from requests_app.models import RequestItem
from requests_app.states import State
from volunteers.candidates import supply_by_category_and_locality


@dataclass(frozen=True)
class Balance:
    """The number of items waiting for a volunteer, and of volunteers who can be asked."""

    name: str
    demand: int
    supply: int

    @property
    def is_short(self) -> bool:
        return self.demand > self.supply


class DemandAndSupplyPanel(RequestPanel):
    """Aggregate figures without personal data, so both back offices see the same ones."""

    actions = (Action("weather/", "by_locality", PAGE, name="weather"),)

    def start_page(self) -> dict[str, object]:
        if not self.admin.has_view_permission(self.request):
            return {}
        return {"balances": by_category(demand(), supply_by_category_and_locality())}

    def by_locality(self) -> HttpResponse:
        """Show demand and supply for each category and locality."""
        if not self.admin.has_view_permission(self.request):
            raise PermissionDenied
        wanted, offered = demand(), supply_by_category_and_locality()
        categories = list(Category.objects.all())
        localities: list[Locality | None] = [*Locality.objects.all(), None]
        rows = [
            (
                locality or gettext("outside, or not known"),
                [_balance(category, locality, wanted, offered) for category in categories],
            )
            for locality in localities
        ]
        context = {"categories": categories, "rows": rows, "balances": by_category(wanted, offered)}
        return self.page(
            "admin/requests_app/helprequest/demand_and_supply.html", gettext("Demand and supply"), None, context
        )


Counts = dict[tuple[int, int | None], int]


def demand() -> Counts:
    """The number of items waiting for a volunteer, by the keys of category and locality."""
    waiting = RequestItem.objects.filter(state=State.OPEN, set_aside_at=None, request__set_aside_at=None)
    counted = waiting.values_list("category", "request__locality").order_by().annotate(number=Count("pk"))
    with as_facts():
        return {(category, locality): number for category, locality, number in counted}


def by_category(wanted: Counts, offered: Counts) -> list[Balance]:
    def total(counts: Counts, category: Category) -> int:
        return sum(number for (key, _locality), number in counts.items() if key == category.pk)

    return [Balance(str(each), total(wanted, each), total(offered, each)) for each in Category.objects.all()]


def _balance(category: Category, locality: Locality | None, wanted: Counts, offered: Counts) -> Balance:
    key = category.pk, locality.pk if locality else None
    return Balance(str(category), wanted.get(key, 0), offered.get(key, 0))
