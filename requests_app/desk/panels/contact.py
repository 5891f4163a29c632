"""Recording attempts to reach somebody about a help request by phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.models import User
from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.display import phone_link
from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.panels import Action
from brusselshelps.form_layout import Field, Include, helper_of
from brusselshelps.http.request_state import note_shown
from brusselshelps.people.forms.fields import TextField
from brusselshelps.people.input_cleaning import read_phone
from requests_app.desk.panels.base import RequestPanel
from requests_app.models import ContactAttempt, HelpRequest, Match

Whom, Outcome = ContactAttempt.Whom, ContactAttempt.Outcome
PARTS = "admin/requests_app/helprequest/attempt"


@dataclass(frozen=True)
class Reachable:
    """Somebody who can be called about a request, with their number."""

    value: str
    words: str
    phone: str
    is_wrong: bool = False
    match: Match | None = None


def reachable(row: HelpRequest) -> list[Reachable]:
    """The resident, the person asking on their behalf, and the volunteer of each active match."""
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
    """A phone call to record; each outcome is a button that submits the form."""

    whom = forms.ChoiceField(
        label=_("Who was called?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who was called.")),
    )
    outcome = forms.ChoiceField(
        label=_("How did the phone call go?"),
        choices=Outcome.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose how the phone call went.")),
    )
    remark = TextField(
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

    def note(self, row: HelpRequest, by: User) -> ContactAttempt:
        """Record the phone call. Raises ValidationError if the form is not valid."""
        if not self.is_valid():
            raise ValidationError([sentence for errors in self.errors.values() for sentence in errors])
        said = self.cleaned_data
        match = self.matches[said["whom"]]
        whom = Whom.VOLUNTEER if match else said["whom"]
        return ContactAttempt.note(row, whom, said["outcome"], by, remark=said["remark"], match=match)


class ContactPanel(RequestPanel):
    name = "contact"
    template = "admin/requests_app/helprequest/contact.html"
    actions = (Action("<int:pk>/attempts/", "note_attempt"),)

    def context(self, row: HelpRequest) -> dict[str, object]:
        who = [] if row.person.erased_at else reachable(row)
        note_shown(self.request, [one.match.volunteer for one in who if one.match])
        return {
            "attempts": row.attempts.select_related("match__volunteer").annotate(who=UsernameOf("by")),
            "reachable": who,
            "attempt_form": AttemptForm(who=who),
        }

    @transaction.atomic
    def note_attempt(self, pk: int) -> HttpResponse:
        """Record a phone call; both back offices may call about a request in the intake."""
        row = self.visible(pk, lock=True)
        form = AttemptForm(self.request.POST, who=reachable(row))
        if carry_out(self.request, form.note, row, by=self.user):
            messages.success(self.request, gettext("The phone call has been recorded."))
        return self.back(pk)
