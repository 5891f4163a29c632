"""Is it the same person? Requests and volunteers that look so, and what clerks said already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.translation import gettext

from brusselshelps.accounts.models import User
from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.return_url import post_action
from brusselshelps.people.models import Person, PersonMerge
from brusselshelps.people.search import FEWEST_DIGITS, digits_of
from brusselshelps.request_state import note_target
from requests_app.desk.panels.base import Part
from requests_app.models import HelpRequest
from volunteers.models import Volunteer

Row = HelpRequest | Volunteer
# Whose page it is, by the word in the address.
KINDS: dict[str, Any] = {"request": HelpRequest, "volunteer": Volunteer}
# So many people are looked at for each reason, and so many rows are shown.
LOOKED_AT, MOST = 50, 10


@dataclass(frozen=True)
class Seen:
    """A request or a volunteer that this member of staff may see, and why it looks like the one on the page."""

    row: Row
    what: str
    at: dt.datetime
    state: str = ""
    why: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return page_of(self.row)


@dataclass(frozen=True)
class Said:
    """A clerk's word that two are one person, with what of these two this member of staff may see."""

    merge: Any
    references: list[str]


def page_of(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def same_person(user: User, row: Row) -> dict[str, Any]:
    """What the page of a request or volunteer says of it, as far as this member of staff may see the other rows."""
    group = row.person.same_persons()
    same = list(seen(user, [key for key in group if key != row.person_id]))
    likely = {key: why for key, why in _alike(row).items() if key not in group}
    return {
        "kind": next(kind for kind, model in KINDS.items() if isinstance(row, model)),
        "same": same,
        "said": list(_said(user, group, {one.row.person_id: one.row.reference for one in same} | _own(row))),
        "alike": list(seen(user, likely, likely))[:MOST],
    }


def _own(row: Row) -> dict[int, str]:
    return {row.person_id: row.reference}


def seen(user: User, people: Iterable[int], why: Mapping[int, list[str]] | None = None) -> Iterator[Seen]:
    """What these people asked and offered, the newest first: what nobody may see is as if it were not there."""
    people, reasons = list(people), why or {}
    if not people:
        return
    asked = HelpRequest.objects.visible_to(user).filter(person__in=people).prefetch_related("items__category")
    for row in asked.select_related("person").order_by("-received_at", "-pk"):
        what = ", ".join(str(item.category) for item in row.items.all() if item.set_aside_at is None)
        state = gettext("set aside") if row.set_aside_at else row.get_state_display()
        yield Seen(row, what, row.received_at, state, tuple(reasons.get(row.person_id, ())))
    offered = Volunteer.objects.visible_to(user).filter(person__in=people).select_related("person")
    for one in offered.order_by("-registered_at", "-pk"):
        yield Seen(one, gettext("volunteer"), one.registered_at, why=tuple(reasons.get(one.person_id, ())))


def _said(user: User, group: list[int], known: Mapping[int, str]) -> Iterator[Said]:
    """What joins rows that this member of staff may see; and their own word, so that a slip can be undone."""
    if len(group) == 1:
        return
    merges = PersonMerge.objects.standing().filter(Q(kept__in=group) | Q(merged__in=group))
    for merge in merges.annotate(who=UsernameOf("by")).order_by("at", "pk"):
        references = [known[key] for key in (merge.kept_id, merge.merged_id) if key in known]
        if len(references) == 2 or (references and merge.by_id == user.pk):
            yield Said(merge, references)


def _alike(row: Row) -> dict[int, list[str]]:
    """Other persons, by key, with what makes them look like this one."""
    found: dict[int, list[str]] = {}
    for why, people in _looks(row):
        for key in set(people.exclude(pk=row.person_id).values_list("pk", flat=True)[:LOOKED_AT]):
            found.setdefault(key, []).append(why)
    return found


def _looks(row: Row) -> Iterator[tuple[str, QuerySet[Person]]]:
    """Persons by each thing that makes two look alike: a question each, so that each finds its index."""
    person = row.person
    number = person.phone or person.phone_as_written
    if len(digits_of(number)) >= FEWEST_DIGITS:
        yield gettext("same phone number"), Person.objects.phoned_from(number)
    if person.email:
        yield gettext("same e-mail address"), Person.objects.reached_at(person.email)
    if person.name and row.locality_id:
        nearby = Q(help_requests__locality=row.locality_id) | Q(volunteer__locality=row.locality_id)
        yield gettext("same name"), Person.objects.named(person.name).filter(nearby)


class SamePerson(Part):
    """On the page of a request as on that of a volunteer; the template is `same_person.html`, by a tag of its own."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.verb("same/<slug:kind>/<int:pk>/<int:person>/", post_action(self.say_same), "say_same"),
            self.verb("same/<slug:kind>/<int:pk>/undo/<int:merge>/", post_action(self.undo_same), "undo_same"),
        ]
        return own + super().get_urls()

    @transaction.atomic
    def say_same(self, request: HttpRequest, kind: str, pk: int, person: int) -> HttpResponse:
        row = self._row(request, kind, pk)
        note_target(request, Person, person)
        other = next(seen(request.user, [person]), None)  # type: ignore[arg-type]
        if other is None:
            raise Http404
        kept, merged = sorted((row.person, other.row.person), key=lambda one: one.pk)
        try:
            PersonMerge.say_same(kept, merged, by=request.user)
        except ValidationError as refusal:
            show_refusal(request, refusal)
        else:
            self.message_user(request, gettext("These two count as one person now."), "success")
        return HttpResponseRedirect(page_of(row))

    @transaction.atomic
    def undo_same(self, request: HttpRequest, kind: str, pk: int, merge: int) -> HttpResponse:
        row = self._row(request, kind, pk)
        user: Any = request.user
        found = next((one.merge for one in same_person(user, row)["said"] if one.merge.pk == merge), None)
        if found is None:
            raise Http404
        try:
            found.undo(by=user)
        except ValidationError as refusal:
            show_refusal(request, refusal)
        else:
            self.message_user(request, gettext("These two count as two persons again."), "success")
        return HttpResponseRedirect(page_of(row))

    def _row(self, request: HttpRequest, kind: str, pk: int) -> Row:
        """The request or volunteer on whose page the button stood; 404 for who may not see it."""
        if kind in KINDS:
            note_target(request, KINDS[kind], pk)
        if not self.has_change_permission(request):
            raise PermissionDenied
        if kind not in KINDS:
            raise Http404
        row: Row = get_object_or_404(KINDS[kind].objects.visible_to(request.user), pk=pk)
        return row
