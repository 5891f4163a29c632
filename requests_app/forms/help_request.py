"""The form to ask for help: one page, several kinds of help, for oneself or for somebody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import Cards, Details, Fieldset, Include, helper_of
from brusselshelps.people.forms.base import HIDDEN_FIELDS, Answers
from brusselshelps.people.forms.contact import ContactForm
from brusselshelps.people.forms.day_field import DayField
from brusselshelps.people.forms.fields import PostcodeField, TextField, choose, spoken_languages
from brusselshelps.people.forms.idempotency import store_once
from brusselshelps.people.input_cleaning import has_digit
from brusselshelps.reference.models import Category, CategoryPolicy
from requests_app import tasks
from requests_app.models import HelpRequest

FOR_MYSELF, FOR_SOMEBODY_ELSE = "myself", "somebody_else"
CLOSED = CategoryPolicy.Registration.CLOSED
ANSWER = "answer_"
WHO_ASKS = Fieldset(
    _("If you are asking for somebody else"),
    "on_behalf_name",
    "on_behalf_phone",
    "on_behalf_relation",
    "on_behalf_agreed",
    css_class="on-behalf",
)
WHO_NEEDS_IT = Fieldset(
    _("The person who needs help"),
    "name",
    "phone",
    "email",
    "postcode",
    "street",
    "contact_language",
    Details(_("I also speak other languages"), "languages"),
)
WHEN = Fieldset(_("When and how"), "urgency", "by_when", "message")


class AskForm(ContactForm):
    # Whether `save` opens the outermost transaction; staff pages already run in one.
    outermost = True
    categories = forms.MultipleChoiceField(
        label=_("What do you need help with?"),
        help_text=_("You can choose more than one."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one kind of help."),
            "invalid_choice": _("Choose from the kinds of help below."),
        },
    )
    for_whom = forms.ChoiceField(
        label=_("Who needs the help?"),
        choices=[(FOR_MYSELF, _("I do")), (FOR_SOMEBODY_ELSE, _("Somebody else; I am asking on their behalf"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who you are asking help for."),
            "invalid_choice": _("Choose who you are asking help for."),
        },
    )
    on_behalf_name = TextField(
        label=_("Your own name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on_behalf_phone = TextField(
        label=_("Your own phone number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    on_behalf_relation = forms.ChoiceField(
        label=_("What is your relationship to this person?"),
        choices=[("", _("Choose")), *HelpRequest.Relation.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose your relationship to this person.")},
    )
    on_behalf_agreed = forms.BooleanField(
        label=_("The person knows that I am asking for help, and agrees."), required=False
    )
    postcode = PostcodeField(
        label=_("Postcode"),
        help_text=_("Of the place where help is needed, in the Brussels Region."),
        empty=_("Enter the postcode of the place where help is needed."),
        elsewhere=_(
            "%(postcode)s is not a postcode of the Brussels Region, and our volunteers only help there. Ask your own "
            "commune or its public centre for social welfare for help."
        ),
    )
    street = TextField(
        label=_("Street and number"),
        help_text=_("So that a volunteer can find your home. If you only want a phone call, you can leave this empty."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Which other languages can the volunteer speak?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose from the languages below.")},
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=[
            (HelpRequest.Urgency.TODAY, _("Today")),
            (HelpRequest.Urgency.THIS_WEEK, _("This week")),
            (HelpRequest.Urgency.CAN_WAIT, _("It can wait")),
        ],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose how urgent it is.")},
    )
    by_when = DayField(label=_("Is there a day by which you need the help?"), required=False)
    message = TextField(
        label=_("What else should we know?"),
        help_text=_("Do not write anything about your health here."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    optional = frozenset({"street", "languages", "urgency", "by_when", "message"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_for = list(Category.objects.filter(residents_may_ask=True).for_form(timezone.localdate()))
        self.offered = {row.slug: row for row in self.asked_for if row.registration != CLOSED}
        choose(self, "categories", [(slug, row.ask) for slug, row in self.offered.items()])
        choose(self, "languages", spoken_languages())
        self._add_questions()
        self.fields["phone"].help_text = _(
            "We will only call about this request. A phone number or an e-mail address is enough. Are you asking for "
            "somebody who has neither? Then we will call you."
        )

    def _add_questions(self) -> None:
        """Add a field for the question of each category that has one."""
        self.questions = {slug: f"{ANSWER}{slug}" for slug, row in self.offered.items() if row.question}
        self.optional |= set(self.questions.values())
        for slug, name in self.questions.items():
            field = TextField(label=self.offered[slug].question, max_length=300, required=False)
            field.widget.attrs["autocomplete"] = "off"
            self.fields[name] = field

    @property
    def helper(self) -> FormHelper:
        cards = Cards("categories", self.questions)
        return helper_of(
            HIDDEN_FIELDS, cards, Include("requests_app/closed.html"), "for_whom", WHO_ASKS, WHO_NEEDS_IT, WHEN
        )

    @property
    def closed(self) -> list[str]:
        """The names of the categories that cannot be asked for today."""
        return [row.ask for row in self.asked_for if row.registration == CLOSED]

    def is_suspended(self) -> bool:
        return any(row.suspended for row in self.asked_for)

    def clean(self) -> Answers:
        answers = super().clean()
        self._leave_out_unasked(answers)
        if answers.get("for_whom") == FOR_SOMEBODY_ELSE:
            self._ask_who_asks(answers)
        elif "for_whom" in answers:
            self._leave_out_who_asks(answers)
        return answers

    def _leave_out_unasked(self, answers: Answers) -> None:
        """Drop the answers, and any errors in them, to questions of categories that were not chosen."""
        for slug in self.offered.keys() - set(answers.get("categories", self.offered)):
            self.errors.pop(f"{ANSWER}{slug}", None)
            answers.pop(f"{ANSWER}{slug}", None)

    def _leave_out_who_asks(self, answers: Answers) -> None:
        for field in ("on_behalf_name", "on_behalf_phone", "on_behalf_relation"):
            self.errors.pop(field, None)
            answers[field] = ""
        answers["on_behalf_agreed"] = False

    def _ask_who_asks(self, answers: Answers) -> None:
        missing = {
            "on_behalf_name": _("Enter your own name."),
            "on_behalf_phone": _("Enter your own phone number, so that we can call you back."),
            "on_behalf_relation": _("Choose your relationship to this person."),
            "on_behalf_agreed": _("First ask the person whether they agree, then tick the box."),
        }
        for field, sentence in missing.items():
            if field not in self.errors and not answers.get(field):
                self.add_error(field, sentence)

    def has_address(self, answers: Answers) -> bool:
        """Whether the person can be reached, or else the person asking on their behalf can be called."""
        return super().has_address(answers) or bool(self._phone_of_who_asks(answers))

    @staticmethod
    def _phone_of_who_asks(answers: Answers) -> str:
        phone: str = answers.get("on_behalf_phone", "") if answers.get("for_whom") == FOR_SOMEBODY_ELSE else ""
        return phone if has_digit(phone) else ""

    def contact_phone(self) -> str:
        answers = self.cleaned_data
        own: str = answers["phone"]
        return own or ("" if answers["email"] else self._phone_of_who_asks(answers))

    def content(self) -> dict[str, object]:
        return super().content() | {
            "categories": sorted(set(self.cleaned_data["categories"])),
            "languages": sorted(set(self.cleaned_data["languages"])),
        }

    def save(self) -> str:
        """Store the request once, queue its confirmation and return the reference. Raises AlreadySent."""
        key, rows = self.cleaned_data["key"], HelpRequest.objects.all()
        return store_once(key, self.content(), rows, self._store, outermost=self.outermost)

    def came_in(self, now: dt.datetime) -> dict[str, Any]:
        """The channel the request came in through, and the times of receipt and recording."""
        return {"channel": HelpRequest.Channel.WEB, "received_at": now, "recorded_at": now}

    def _store(self, reference: str) -> None:
        answers = self.cleaned_data
        request = HelpRequest.objects.create(
            reference=reference,
            person=self.make_person(),
            urgency=answers["urgency"],
            by_when=answers["by_when"],
            on_behalf_name=answers["on_behalf_name"],
            on_behalf_phone=answers["on_behalf_phone"],
            on_behalf_relation=answers["on_behalf_relation"],
            on_behalf_agreed=answers["on_behalf_agreed"],
            message=answers["message"],
            locality=answers["postcode"],
            **self.came_in(timezone.now()),
        )
        chosen = [self.offered[slug] for slug in dict.fromkeys(answers["categories"])]
        request.ask_for(chosen, {row.slug: answers.get(f"{ANSWER}{row.slug}", "") for row in chosen})
        if answers["email"]:
            tasks.confirm_request.defer(request_id=request.pk)
