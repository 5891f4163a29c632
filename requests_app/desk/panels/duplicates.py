"""Possible duplicates: requests and volunteers of similar persons, and the merges clerks have already recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from brusselshelps.accounts.models import User
from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.panels import Action
from brusselshelps.http.request_state import note_shown, note_target
from brusselshelps.people.models import Person, PersonMerge
from brusselshelps.people.search import FEWEST_DIGITS, digits_of
from requests_app.desk.panels.person import PersonPanel
from requests_app.desk.rows_of_person import PersonRow, RelatedRow, kind_of, page_of, related_rows

# The maximum number of persons considered per similarity, and of rows shown.
CONSIDERED, MOST = 50, 10


@dataclass(frozen=True)
class RecordedMerge:
    """A merge of two persons, with those of their references that this member of staff may see."""

    merge: PersonMerge
    references: list[str]


class DuplicatesPanel(PersonPanel):
    name = "duplicates"
    template = "admin/requests_app/helprequest/duplicates.html"
    actions = (
        Action("same/<slug:kind>/<int:pk>/<int:person>/", "say_same"),
        Action("same/<slug:kind>/<int:pk>/undo/<int:merge>/", "undo_same"),
    )

    def context(self, row: PersonRow) -> dict[str, object]:
        group = row.person.same_persons()
        same = _same_person(self.user, row, group)
        reasons = {key: why for key, why in _similar_persons(row).items() if key not in group}
        similar = list(related_rows(self.user, reasons, reasons))[:MOST]
        note_shown(self.request, [one.row for one in (*same, *similar)])
        return {
            "kind": kind_of(row),
            "same": same,
            "merges": list(_recorded_merges(self.user, group, _references(row, same))),
            "similar": similar,
        }

    @transaction.atomic
    def say_same(self, kind: str, pk: int, person: int) -> HttpResponse:
        row = self.find(kind, pk)
        note_target(self.request, Person, person)
        other = next(related_rows(self.user, [person]), None)
        if other is None:
            raise Http404
        kept, merged = sorted((row.person, other.row.person), key=lambda one: one.pk)
        if carry_out(self.request, PersonMerge.say_same, kept, merged, by=self.user):
            messages.success(self.request, gettext("These two now count as one person."))
        return HttpResponseRedirect(page_of(row))

    @transaction.atomic
    def undo_same(self, kind: str, pk: int, merge: int) -> HttpResponse:
        row = self.find(kind, pk)
        group = row.person.same_persons()
        known = _references(row, _same_person(self.user, row, group))
        found = next((one.merge for one in _recorded_merges(self.user, group, known) if one.merge.pk == merge), None)
        if found is None:
            raise Http404
        if carry_out(self.request, found.undo, by=self.user):
            messages.success(self.request, gettext("These two count as two people again."))
        return HttpResponseRedirect(page_of(row))


def _same_person(user: User, row: PersonRow, group: Collection[int]) -> list[RelatedRow]:
    """The other rows of the same person."""
    return list(related_rows(user, [key for key in group if key != row.person_id]))


def _references(row: PersonRow, same: Iterable[RelatedRow]) -> dict[int, str]:
    """The references that may be shown, by the person's key."""
    return {one.row.person_id: one.row.reference for one in same} | {row.person_id: row.reference}


def _recorded_merges(user: User, group: Collection[int], known: Mapping[int, str]) -> Iterator[RecordedMerge]:
    """Merges of two rows this user may see, and merges the user recorded, so that they can undo a mistake."""
    if len(group) == 1:
        return
    merges = PersonMerge.objects.standing().filter(Q(kept__in=group) | Q(merged__in=group))
    for merge in merges.annotate(who=UsernameOf("by")).order_by("at", "pk"):
        references = [known[key] for key in (merge.kept_id, merge.merged_id) if key in known]
        if len(references) == 2 or (references and merge.by_id == user.pk):
            yield RecordedMerge(merge, references)


def _similar_persons(row: PersonRow) -> dict[int, list[str]]:
    """The similarities of other persons to this one, by the person's key."""
    found: dict[int, list[str]] = {}
    for why, people in _similarities(row):
        for key in set(people.exclude(pk=row.person_id).values_list("pk", flat=True)[:CONSIDERED]):
            found.setdefault(key, []).append(why)
    return found


def _similarities(row: PersonRow) -> Iterator[tuple[str, QuerySet[Person]]]:
    """Queries for persons similar to this one: one per similarity, so that each can use its own index."""
    person = row.person
    number = person.phone or person.phone_as_written
    if len(digits_of(number)) >= FEWEST_DIGITS:
        yield gettext("same phone number"), Person.objects.phoned_from(number)
    if person.email:
        yield gettext("same e-mail address"), Person.objects.reached_at(person.email)
    if person.name and row.locality_id:
        nearby = Q(help_requests__locality=row.locality_id) | Q(volunteer__locality=row.locality_id)
        yield gettext("same name"), Person.objects.named(person.name).filter(nearby)
