"""What residents add to a help request, and every attempt to reach somebody about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.desk import tell_refusal
from brusselshelps.accounts.looks import look_at
from brusselshelps.accounts.names import NameOf
from brusselshelps.accounts.shown import phone_link
from brusselshelps.accounts.way_back import button
from brusselshelps.people.forms import TypedField
from brusselshelps.people.layout import Field, Include, helper_of
from brusselshelps.people.text import read_phone

from ..models import ContactAttempt, HelpRequest, Match
from .part import Part

Whom, Outcome = ContactAttempt.Whom, ContactAttempt.Outcome
PARTS = "admin/requests_app/helprequest/attempt"


@dataclass(frozen=True)
class Reachable:
    """Somebody who can be called about a request, and at which number."""

    value: str
    words: str
    phone: str
    is_wrong: bool = False
    match: Match | None = None


def reachable(row: HelpRequest) -> list[Reachable]:
    """The resident, who asks in their place, and the volunteer of each match that stands."""
    wrong, person = ContactAttempt.with_wrong_number(row), row.person
    found = [_reachable(Whom.RESIDENT, person.name, person.phone, person.phone_as_written, wrong)]
    if row.on_behalf_name or row.on_behalf_phone:
        number = read_phone(row.on_behalf_phone)
        found.append(_reachable(Whom.ASKER, row.on_behalf_name, number, row.on_behalf_phone, wrong))
    matches = Match.objects.active().filter(item__request=row).select_related("volunteer__person", "item__category")
    return found + [_volunteer(match) for match in matches.order_by("item")]


def _reachable(whom: ContactAttempt.Whom, name: str, number: str, as_written: str, wrong: set[str]) -> Reachable:
    words = f"{whom.label}, {name}" if name else str(whom.label)
    return Reachable(str(whom), words, phone_link(number, as_written), whom in wrong)


def _volunteer(match: Match) -> Reachable:
    person = match.volunteer.person
    words = f"{Whom.VOLUNTEER.label} {match.volunteer}, {person.name} ({match.item.category})"
    return Reachable(f"match-{match.pk}", words, phone_link(person.phone, person.phone_as_written), match=match)


class AttemptForm(forms.Form):
    """Each outcome is a button: pressing it writes the phone call down."""

    whom = forms.ChoiceField(
        label=_("Who was called?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who was called.")),
    )
    outcome = forms.ChoiceField(
        label=_("What came of the phone call?"),
        choices=Outcome.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what came of the phone call.")),
    )
    remark = TypedField(
        label=_("Remark"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    helper = helper_of(
        Include(f"{PARTS}/whom.html", "whom"),
        Field("remark", template=f"{PARTS}/remark.html"),
        Include(f"{PARTS}/outcome.html", "outcome"),
    )

    def __init__(self, *args: Any, who: list[Reachable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reachable = who
        self.matches = {one.value: one.match for one in who}
        self.fields["whom"].choices = [(one.value, one.words) for one in who]  # type: ignore[attr-defined]

    def note(self, row: HelpRequest, by: Any) -> ContactAttempt:
        """Raises ValidationError with what is missing."""
        if not self.is_valid():
            raise ValidationError([sentence for errors in self.errors.values() for sentence in errors])
        said = self.cleaned_data
        match = self.matches[said["whom"]]
        whom = Whom.VOLUNTEER if match else said["whom"]
        return ContactAttempt.note(row, whom, said["outcome"], by, remark=said["remark"], match=match)


class Contact(Part):
    def get_urls(self) -> list[URLPattern]:
        own = [
            self.verb("<int:pk>/notes/", button(self.read_notes), "read_notes"),
            self.verb("<int:pk>/attempts/", button(self.note_attempt), "note_attempt"),
        ]
        return own + super().get_urls()

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        notes = list(row.notes.all())
        who = [] if row.person.forgotten_at else reachable(row)
        look_at(request, [one.match.volunteer for one in who if one.match])
        return super().shows(request, row) | {
            "notes": notes,
            "may_read_notes": any(note.read_at is None for note in notes),
            "attempts": row.attempts.select_related("match__volunteer").annotate(who=NameOf("by")),
            "reachable": who,
            "attempt_form": AttemptForm(who=who),
        }

    @transaction.atomic
    def read_notes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """In the intake both back offices read, and so either may say that it has."""
        row = self.get_visible(request, pk, lock=True)
        if row.holder_id is None or not self.refuse_others(request, row):
            row.read_notes()
        return self.back(request, pk)

    @transaction.atomic
    def note_attempt(self, request: HttpRequest, pk: int) -> HttpResponse:
        """In the intake both back offices may call."""
        row = self.get_visible(request, pk, lock=True)
        try:
            AttemptForm(request.POST, who=reachable(row)).note(row, by=request.user)
        except ValidationError as refusal:
            tell_refusal(request, refusal)
        else:
            self.message_user(request, gettext("The phone call is written down."), "success")
        return self.back(request, pk)
