"""The part of a public form with a person's name and contact details."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.lazy_text import LazyText
from brusselshelps.people.forms.base import Answers, PublicForm
from brusselshelps.people.forms.fields import EmailField, TextField
from brusselshelps.people.input_cleaning import has_digit
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Language


class ContactForm(PublicForm):
    """A name, a phone number or an e-mail address, and a language."""

    UNREACHABLE: LazyText = _("Enter a phone number or an e-mail address, so that we can reach you.")

    name = TextField(
        label=_("First name and surname"),
        max_length=200,
        empty=_("Enter a name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = TextField(
        label=_("Phone number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = EmailField(required=False)
    contact_language = forms.ChoiceField(
        label=_("In which language may we contact you?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a language: Dutch, French or English."),
            "invalid_choice": _("Choose a language: Dutch, French or English."),
        },
    )

    def clean_phone(self) -> str:
        """Accept a number that cannot be parsed as it is: no validator may turn away somebody in need."""
        phone: str = self.cleaned_data["phone"]
        if phone and not has_digit(phone):
            raise ValidationError(_("Enter the phone number in digits, for instance 0470 12 34 56."))
        return phone

    def clean(self) -> Answers:
        answers = self.cleaned_data
        if not {"phone", "email"} & self.errors.keys() and not answers.get("phone") and not self.has_address(answers):
            self.add_error("phone", self.UNREACHABLE)
        if locality := answers.get("postcode"):
            told_back = {"postcode": locality.postcode, "name": locality.name}
            self["postcode"].help_text = gettext("%(postcode)s is %(name)s.") % told_back
        return answers

    def has_address(self, answers: Answers) -> bool:
        """Whether this person can be reached by e-mail."""
        return bool(answers.get("email"))

    def make_person(self) -> Person:
        answers = self.cleaned_data
        person = Person(
            name=answers["name"],
            email=answers["email"],
            street=answers.get("street", ""),
            contact_language=answers["contact_language"],
            languages=list(dict.fromkeys(answers.get("languages", []))),
        )
        person.write_phone(self.contact_phone())
        person.save()
        return person

    def contact_phone(self) -> str:
        """The phone number to store for this person."""
        phone: str = self.cleaned_data["phone"]
        return phone
