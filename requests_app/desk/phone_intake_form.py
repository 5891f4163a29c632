"""The form for a request made by phone or on paper: the public form, in the order of the conversation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.models import User
from brusselshelps.desk.date_fields import Moment
from brusselshelps.form_layout import Cards, Fieldset, Include, helper_of
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.forms.fields import choose
from brusselshelps.people.input_cleaning import read_phone
from brusselshelps.people.models import PersonMerge, Submission
from brusselshelps.people.privacy.retention_rules import period
from brusselshelps.reference.models import Locality
from requests_app.desk.caller_lookup import Caller, who_called
from requests_app.forms.help_request import ANSWER, CLOSED, FOR_MYSELF, FOR_SOMEBODY_ELSE, AskForm
from requests_app.models import HelpRequest

NEW = "new"
UNREADABLE = _("Enter the date and the time, for instance 2026-11-25 10:30.")
# Such a request would be erased under the retention rules before anybody could help.
TOO_LONG_AGO = _(
    "A help request is erased %(days)s days after it came in, and this one came in a long time ago. Ask whether the "
    "help is still needed, and enter the day on which you asked."
)
# The public form addresses the person; these labels address a clerk who records what a caller says.
LABELS: dict[str, LazyText] = {
    "phone": _("Caller’s phone number"),
    "categories": _("What help is needed?"),
    "postcode": _("Postcode of the place where help is needed"),
    "street": _("Street and number of that place"),
    "urgency": _("How urgent is it?"),
    "by_when": _("Is there a day by which the help is needed?"),
    "for_whom": _("Who needs the help?"),
    "on_behalf_name": _("Name of the caller"),
    "on_behalf_relation": _("What is the caller’s relationship to this person?"),
    "on_behalf_phone": _("Phone number of the person who needs the help"),
    "on_behalf_agreed": _("The person knows that help is being asked for, and agrees."),
    "name": _("First name and surname of the person who needs the help"),
    "email": _("E-mail address of the person who needs the help"),
    "contact_language": _("In which language may we contact this person?"),
    "languages": _("Which other languages does this person speak?"),
    "message": _("What else did the caller say?"),
}
HINTS: dict[str, LazyText] = {
    "phone": _("In any format. If it came on paper without a number, leave this empty."),
    "categories": _("More than one is possible."),
    "postcode": _("If only the street or the commune is known, look up the postcode in the list below."),
    "street": _("So that a volunteer can find the home. Not needed for a phone call only."),
    "on_behalf_phone": _("If there is one."),
    "message": _("Nothing about anybody’s health."),
}
# The page in the order of the conversation: the caller, the help needed, and the rest.
PARTS = "admin/requests_app/helprequest/intake"
WHO_CALLS = (
    Include(f"{PARTS}/first_button.html", "key"),
    "phone",
    Include(f"{PARTS}/callers.html", "who"),
)
WHAT_FOLLOWS = (
    Include(f"{PARTS}/closed.html"),
    "postcode",
    Include(f"{PARTS}/postcodes.html"),
    "street",
    "urgency",
    "by_when",
    "for_whom",
    Fieldset(
        _("If the caller is asking for somebody else"),
        "on_behalf_name",
        "on_behalf_relation",
        "on_behalf_phone",
        "on_behalf_agreed",
        css_class="module",
    ),
    "name",
    "email",
    "contact_language",
    "languages",
    "message",
    "channel",
    "received_at",
    "take_on",
)
NOBODY = _("Choose who needs the help.")
NO_POSTCODE = _(
    "Enter the postcode. If only the street is known, ask for the commune and look up the postcode in the list below."
)
ELSEWHERE = _(
    "%(postcode)s is not a postcode of the Brussels Region, and our volunteers only help there. Refer the caller to "
    "their own commune or its public centre for social welfare, or look up the right postcode in the list below."
)


class IntakeForm(AskForm):
    """The form a clerk fills in.
    `phone` is the caller's number, also if they call for somebody else; then `on_behalf_phone` is the number, if any,
    of the person who needs the help. `clean` swaps the two, because the public form has them the other way round.
    """

    UNREACHABLE = _("Enter a phone number or an e-mail address: a clerk must be able to reach somebody.")

    optional = AskForm.optional | {"email"}
    outermost = False
    drawn = sure = homepage = None  # type: ignore[assignment]  # spam protection, not needed for staff
    who = forms.ChoiceField(
        label=_("Who is it?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("The number was changed: choose again who it is.")},
    )
    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[
            (HelpRequest.Channel.PHONE, HelpRequest.Channel.PHONE.label),
            (HelpRequest.Channel.PAPER, HelpRequest.Channel.PAPER.label),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose phone or paper.")),
    )
    received_at = Moment(
        label=_("When did it come in?"),
        help_text=_("Change this if it came in earlier."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": UNREADABLE},
    )
    take_on = forms.BooleanField(label=_("We will take it on"), required=False)

    def __init__(self, *args: Any, clerk: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clerk = clerk
        self._speak_to_the_clerk()
        phones = [str(self[name].value() or "") for name in ("phone", "on_behalf_phone")]
        self.callers = {caller.value: caller for caller in who_called(clerk, phones)}
        choose(self, "who", [(value, str(caller)) for value, caller in self.callers.items()] + [(NEW, NEW)])

    @property
    def helper(self) -> FormHelper:
        return helper_of(*WHO_CALLS, Cards("categories", self.questions), *WHAT_FOLLOWS)

    def _speak_to_the_clerk(self) -> None:
        for name, label in LABELS.items():
            self.fields[name].label = label
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint
        self.fields["for_whom"].choices = [  # type: ignore[attr-defined]
            (FOR_MYSELF, _("The caller")),
            (FOR_SOMEBODY_ELSE, _("Somebody else; the caller is asking on their behalf")),
        ]
        self.fields["for_whom"].error_messages |= dict.fromkeys(("required", "invalid_choice"), NOBODY)
        self.fields["postcode"].error_messages["required"] = NO_POSTCODE
        self.fields["postcode"].elsewhere = ELSEWHERE  # type: ignore[attr-defined]
        self._name_the_categories()
        if not self.is_bound and not self["phone"].value():
            self.fields["phone"].widget.attrs["autofocus"] = True
        # The browser would suggest the clerk's own name, number and address.
        for field in self.fields.values():
            if "autocomplete" in field.widget.attrs:
                field.widget.attrs["autocomplete"] = "off"

    def _name_the_categories(self) -> None:
        """Label the categories as the desk does, and their questions as something to ask the caller."""
        choose(self, "categories", [(slug, row.report) for slug, row in self.offered.items()])
        for slug, row in self.offered.items():
            if row.question:
                self[f"{ANSWER}{slug}"].label = gettext("Ask: “%(question)s”") % {"question": row.question}

    @property
    def closed(self) -> list[str]:
        return [row.report for row in self.asked_for if row.registration == CLOSED]

    @property
    def number_is_unread(self) -> bool:
        """Whether the phone number cannot be parsed; it may be saved all the same."""
        typed = str(self["phone"].value() or "").strip()
        return bool(typed) and not read_phone(typed)

    @property
    def localities(self) -> list[Locality]:
        """The localities by name, for callers who do not know the postcode."""
        return sorted(Locality.objects.all(), key=lambda locality: locality.name.casefold())

    @classmethod
    def begin(cls, **initial: Any) -> dict[str, Any]:
        now = timezone.localtime().replace(second=0, microsecond=0)
        begun = {"channel": HelpRequest.Channel.PHONE, "take_on": True, "received_at": now}
        return {"key": super().begin()["key"]} | begun | initial

    def clean_received_at(self) -> dt.datetime | None:
        moment: dt.datetime | None = self.cleaned_data["received_at"]
        if moment and moment > timezone.now():
            raise ValidationError(_("This time is in the future. Correct the day or the time."))
        if moment and moment < timezone.now() - period("warning"):
            raise ValidationError(TOO_LONG_AGO % {"days": settings.RETENTION["received"]})
        return moment

    def clean_who(self) -> str:
        """Require a choice if there are known callers, unless the form was sent before and so created that caller."""
        who: str = self.cleaned_data["who"]
        sent = Submission.objects.filter(key=self.cleaned_data["key"]) if "key" in self.cleaned_data else None
        if self.callers and not who and not (sent is not None and sent.exists()):
            raise ValidationError(_("Choose who it is, or “Another person”."))
        return who

    def clean(self) -> dict[str, Any]:
        """Swap the phone numbers if the caller asks for somebody else: on this page the caller's number comes first."""
        answers = self.cleaned_data
        if answers.get("for_whom") == FOR_SOMEBODY_ELSE:
            own, callers = answers.get("on_behalf_phone", ""), answers.get("phone", "")
            answers |= {"phone": own, "on_behalf_phone": callers}
        return super().clean()

    def _ask_who_asks(self, answers: dict[str, Any]) -> None:
        missing = {
            "on_behalf_name": ("on_behalf_name", _("Enter the caller’s name.")),
            "on_behalf_phone": (
                "phone",
                _("Enter the caller’s phone number, so that somebody can be called back."),
            ),
            "on_behalf_relation": ("on_behalf_relation", _("Choose the caller’s relationship to this person.")),
            "on_behalf_agreed": ("on_behalf_agreed", _("First ask the person whether they agree, then tick the box.")),
        }
        for name, (field, sentence) in missing.items():
            if field not in self.errors and not answers.get(name):
                self.add_error(field, sentence)

    def chosen(self) -> Caller | None:
        """The earlier caller that was chosen, if any."""
        return self.callers.get(str(self["who"].value() or ""))

    def with_what_is_known(self) -> IntakeForm:
        """A form with the same answers, in which empty fields are filled in from the chosen caller."""
        caller = self.chosen()
        known = caller.known() if caller else {}
        filled = {name: self.initial.get(name) or value for name, value in known.items()}
        return type(self)(initial={**self.initial, **filled}, clerk=self.clerk)

    def with_new_key(self) -> IntakeForm:
        data = self.data.copy()  # type: ignore[attr-defined]
        data["key"] = str(self.begin()["key"])
        return type(self)(data, clerk=self.clerk)

    def came_in(self, now: dt.datetime) -> dict[str, object]:
        answers = self.cleaned_data
        received_at = answers["received_at"] or now
        return {"channel": answers["channel"], "received_at": min(received_at, now), "recorded_at": now}

    def _store(self, reference: str) -> None:
        """Store the request, and merge a known caller in the same transaction, so that they are never counted twice."""
        super()._store(reference)
        row = HelpRequest.objects.get(reference=reference)
        if caller := self.callers.get(self.cleaned_data["who"]):
            PersonMerge.say_same(kept=caller.person, merged=row.person, by=self.clerk)
        if self.cleaned_data["take_on"]:
            row.take_on(by=self.clerk)
