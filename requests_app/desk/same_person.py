"""Is it the same person? Requests and volunteers that look so, and what clerks said already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from brusselshelps.accounts.desk import tell_refusal
from brusselshelps.people.models import Person, PersonMerge
from brusselshelps.people.search import Fold
from brusselshelps.people.text import fold_email
from volunteers.models import Volunteer

from ..models import HelpRequest
from .part import PAGE, Part

LIKE, MOST = 3, 10


@dataclass(frozen=True)
class Alike:
    """A request or a volunteer of what may be the same person: where it is, what it is, and why it looks so."""

    person: Person
    reference: str
    url: str
    what: str
    why: list[str]


class SamePerson(Part):
    def get_urls(self) -> list[URLPattern]:
        own = [
            self.verb("<int:pk>/same/<int:person>/", require_POST(self.say_same), "say_same"),
            self.verb("<int:pk>/not-same/<int:merge>/", require_POST(self.undo_same), "undo_same"),
        ]
        return own + super().get_urls()

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        same = set(row.person.same_persons())
        rows = list(self._rows_of(request, same - {row.person_id})) if len(same) > 1 else []
        merges = PersonMerge.objects.standing().filter(Q(kept__in=same) | Q(merged__in=same)).select_related("by")
        met = {row.person_id} | {one.person.pk for one in rows}
        return super().shows(request, row) | {
            "same": rows,
            # Only what joins rows that this member of staff may see.
            "merges": [merge for merge in merges if {merge.kept_id, merge.merged_id} <= met],
            "alike": [one for one in self._alike(request, row) if one.person.pk not in same][:MOST],
        }

    @transaction.atomic
    def say_same(self, request: HttpRequest, pk: int, person: int) -> HttpResponse:
        row = self.get_visible(request, pk)
        other = next((one.person for one in self._rows_of(request, {person})), None)
        if other is None:
            raise Http404
        kept, merged = sorted((row.person, other), key=lambda one: one.pk)
        try:
            PersonMerge.say_same(kept, merged, by=request.user)
        except ValidationError as refusal:
            tell_refusal(request, refusal)
        else:
            self.message_user(request, gettext("These two count as one person now."), "success")
        return self.back(request, pk)

    @transaction.atomic
    def undo_same(self, request: HttpRequest, pk: int, merge: int) -> HttpResponse:
        row = self.get_visible(request, pk)
        found = next((one for one in self.shows(request, row)["merges"] if one.pk == merge), None)
        if found is None:
            raise Http404
        try:
            found.undo(by=request.user)
        except ValidationError as refusal:
            tell_refusal(request, refusal)
        else:
            self.message_user(request, gettext("These two count as two persons again."), "success")
        return self.back(request, pk)

    def _alike(self, request: HttpRequest, row: HelpRequest) -> Iterator[Alike]:
        """What this member of staff may see of people with the same phone, address, or name and locality."""
        person = row.person
        if person.forgotten_at:
            return
        people = {key for looks in _looks(row) for key in looks.values_list("pk", flat=True)[: MOST * LIKE]}
        yield from self._rows_of(request, people, like=person)

    def _rows_of(self, request: HttpRequest, people: Iterable[int], like: Person | None = None) -> Iterator[Alike]:
        user: Any = request.user
        asked: QuerySet[HelpRequest] = HelpRequest.objects.visible_to(user).filter(person__in=people)
        for row in asked.select_related("person").prefetch_related("items__category").order_by("-received_at"):
            what = ", ".join(str(item.category) for item in row.items.all() if item.set_aside_at is None)
            url = reverse(PAGE, args=[row.pk])
            yield Alike(row.person, row.reference, url, what, _why(row.person, like))
        offered = Volunteer.objects.visible_to(user).filter(person__in=people).select_related("person")
        for volunteer in offered.order_by("-registered_at"):
            url = reverse("admin:volunteers_volunteer_change", args=[volunteer.pk])
            yield Alike(volunteer.person, volunteer.reference, url, gettext("volunteer"), _why(volunteer.person, like))


def _looks(row: HelpRequest) -> Iterator[QuerySet[Person]]:
    """Other persons, by each thing that makes two look alike: a question each, so that each finds its index."""
    person, others = row.person, Person.objects.exclude(pk=row.person_id)
    if person.phone:
        yield others.filter(phone=person.phone)
    if person.email:
        yield others.reached_at(person.email)  # type: ignore[attr-defined]
    if person.name:
        named = others.alias(folded=Fold("name")).filter(folded=Fold(Value(person.name)))
        yield named.filter(Q(help_requests__locality=row.locality_id) | Q(volunteer__locality=row.locality_id))


def _why(person: Person, like: Person | None) -> list[str]:
    if like is None:
        return []
    reasons = {
        _("same phone number"): bool(like.phone) and person.phone == like.phone,
        _("same e-mail address"): bool(like.email) and fold_email(person.email) == fold_email(like.email),
        _("same name"): bool(like.name) and person.name.casefold() == like.name.casefold(),
    }
    return [str(reason) for reason, holds in reasons.items() if holds]
