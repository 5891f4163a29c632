"""The requests and volunteers of given persons that a member of staff may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest
from volunteers.models import Volunteer

PersonRow = HelpRequest | Volunteer
# The model of the page, by its name in the URL.
KINDS: dict[str, type[HelpRequest] | type[Volunteer]] = {"request": HelpRequest, "volunteer": Volunteer}


def kind_of(row: PersonRow) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


def page_of(row: PersonRow) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@dataclass(frozen=True)
class RelatedRow:
    """A request or a volunteer that this member of staff may see, and how it resembles the one on the page."""

    row: PersonRow
    what: str
    at: dt.datetime
    state: str = ""
    why: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return page_of(self.row)


def related_rows(
    user: User, people: Collection[int], reasons: Mapping[int, list[str]] | None = None
) -> Iterator[RelatedRow]:
    """The requests and then the volunteers of these persons, newest first, as far as this user may see them."""
    if not people:
        return
    why = {key: tuple(words) for key, words in (reasons or {}).items()}
    asked = HelpRequest.objects.visible_to(user).filter(person__in=people).prefetch_related("items__category")
    for row in asked.select_related("person").order_by("-received_at", "-pk"):
        what = ", ".join(str(item.category) for item in row.items.all() if item.set_aside_at is None)
        state = gettext("set aside") if row.set_aside_at else row.get_state_display()
        yield RelatedRow(row, what, row.received_at, state, why.get(row.person_id, ()))
    offered = Volunteer.objects.visible_to(user).filter(person__in=people).select_related("person")
    for one in offered.order_by("-registered_at", "-pk"):
        yield RelatedRow(one, gettext("volunteer"), one.registered_at, why=why.get(one.person_id, ()))
