"""What both public forms have in common: how fields look, what may be typed, who can be reached."""

from __future__ import annotations

import uuid
from typing import Any, cast

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import Include
from brusselshelps.people.models import SPOKEN, Person
from brusselshelps.people.typed_text import check_email, clean_text, has_digit, read_postcode, refuse_nul
from brusselshelps.reference.models import LANGUAGES, Language, Locality, Suspension


class TextField(forms.CharField):
    """Text as people type it. Invisible marks are left out; text of nothing else counts as empty."""

    def __init__(self, *, max_length: int, empty: Any = "", too_long: Any = "", **kwargs: Any) -> None:
        messages = {
            "required": empty,
            "max_length": too_long or _("Make this text shorter: at most %(limit_value)d signs."),
        }
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)
        # Ours says what to do; Django's speaks of null characters.
        self.validators = [
            check for check in self.validators if type(check).__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        refuse_nul(text)
        text = clean_text(text)
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())


def spoken_languages() -> list[tuple[str, str]]:
    """Codes and names, in the language of the page: our own three languages first, the others by their names."""
    names = Locale.parse(get_language() or "nl").languages
    named = [(code, names[code][0].upper() + names[code][1:]) for code in SPOKEN]
    return sorted(named, key=lambda pair: (pair[0] not in LANGUAGES, pair[1]))


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field of this form its choices: codes and labels as they are today, in the language of the page."""
    cast(forms.MultipleChoiceField, form.fields[name]).choices = choices


# What tells people from programs; the first part of the layout of each public form.
TRAPS = Include("brussels/traps.html", "key", "drawn", "sure", "homepage")


class PublicForm(forms.Form):
    """A form on one page. `optional` names the fields that say so; the key makes sending twice harmless.

    Two traps tell programs from people: a form that comes back within FASTEST_FORM seconds, and a field that nobody
    sees and that is filled in all the same. Neither turns anybody away: the form asks once more, and is then believed.
    """

    use_required_attribute = False
    optional: frozenset[str] = frozenset()

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @classmethod
    def begin(cls, **initial: Any) -> dict[str, Any]:
        """What a form that nobody filled in yet begins with."""
        key = uuid.uuid4()
        return {"key": key, "drawn": TimestampSigner(salt="drawn").sign(str(key)), **initial}

    def seems_automatic(self) -> bool:
        """Whether a trap was sprung, and the form has not asked once more already."""
        key, sure = str(self.cleaned_data["key"]), self.cleaned_data["sure"]
        if sure and sure == Signer(salt="sure").sign(key):
            return False
        return bool(self.cleaned_data["homepage"]) or self._came_at_once()

    def _came_at_once(self) -> bool:
        try:
            TimestampSigner(salt="drawn").unsign(self.cleaned_data["drawn"], max_age=settings.FASTEST_FORM)
        except BadSignature:  # older than that, or not ours
            return False
        return True

    def asked_once_more(self) -> PublicForm:
        """The same answers, and a sign that they were looked at twice."""
        key = str(self.cleaned_data["key"])
        return self._with(key=key, sure=Signer(salt="sure").sign(key), homepage="")

    @classmethod
    def as_typed(cls, data: QueryDict, **kwargs: Any) -> PublicForm:
        """The form with everything that was typed, not yet looked at: for showing it in another language."""
        blank = cls(**kwargs)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in blank.fields.items()}
        return cls(**kwargs | {"initial": typed})

    def with_new_key(self) -> PublicForm:
        """The same answers under another key: what is sent next is a second one."""
        return self._with(key=str(uuid.uuid4()))

    def _with(self, **changed: str) -> PublicForm:
        data = cast(QueryDict, self.data).copy()
        for name, value in changed.items():
            data[name] = value
        return type(self)(data)

    def save(self) -> str:
        """Store what was sent, once; gives the reference. Raises AlreadySent."""
        raise NotImplementedError

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()

    def content(self) -> dict[str, Any]:
        """What was sent, by which a repetition is recognised."""
        return {name: value for name, value in self.cleaned_data.items() if name not in TRAPS.fields}

    def is_suspended(self) -> bool:
        """Whether nobody reads what is sent now."""
        return Suspension.objects.in_force().exists()


class EmailField(TextField):
    """An address that a mail server could be given."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        options = {"label": _("E-mail address"), "empty": _("Fill in your e-mail address.")} | kwargs
        super().__init__(max_length=254, widget=widget, **options)

    def clean(self, value: Any) -> str:
        email: str = super().clean(value)
        if email:
            check_email(email)
        return email


class ContactForm(PublicForm):
    """A name, a phone number or an e-mail address, and a language."""

    UNREACHABLE: Any = _("Fill in a phone number or an e-mail address, so that we can reach you.")

    name = TextField(
        label=_("First name and surname"),
        max_length=200,
        empty=_("Fill in a name."),
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
        """A number that cannot be checked is taken as it is: nobody in need is turned away by a validator."""
        phone: str = self.cleaned_data["phone"]
        if phone and not has_digit(phone):
            raise ValidationError(_("Write the phone number in figures, for instance 0470 12 34 56."))
        return phone

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if not {"phone", "email"} & self.errors.keys() and not answers.get("phone") and not self.has_address(answers):
            self.add_error("phone", self.UNREACHABLE)
        if locality := answers.get("postcode"):
            told_back = {"postcode": locality.postcode, "name": locality.name}
            self["postcode"].help_text = gettext("%(postcode)s is %(name)s.") % told_back
        return answers

    def has_address(self, answers: dict[str, Any]) -> bool:
        """Whether a mail can reach this person."""
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
        """The number at which we call about this."""
        phone: str = self.cleaned_data["phone"]
        return phone


class PostcodeField(TextField):
    """Reads a postcode as people write it, and gives the locality; elsewhere than in the 22 it says what to do."""

    def __init__(self, *, elsewhere: Any, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "short"})
        super().__init__(max_length=40, widget=widget, **kwargs)
        self.elsewhere = elsewhere

    def clean(self, value: Any) -> Locality | None:
        text = super().clean(value)
        if not text:
            return None
        postcode = read_postcode(text)
        if not postcode:
            raise ValidationError(_("Write the four figures of the postcode, for instance 1020."))
        locality = Locality.objects.filter(postcode=postcode).first()
        if locality is None:
            raise ValidationError(self.elsewhere, params={"postcode": postcode})
        return locality
