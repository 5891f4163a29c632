"""Form fields that accept what people type: text, an e-mail address, a postcode."""

from __future__ import annotations

from typing import Any, cast

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brusselshelps.lazy_text import LazyText
from brusselshelps.people.input_cleaning import check_email, clean_text, read_postcode, refuse_nul
from brusselshelps.people.models import SPOKEN
from brusselshelps.reference.models import LANGUAGES, Locality


class TextField(forms.CharField):
    """Free text. Invisible characters are removed; text made up of nothing else counts as empty."""

    def __init__(self, *, max_length: int, empty: LazyText = "", too_long: LazyText = "", **kwargs: Any) -> None:
        messages = {
            "required": empty,
            "max_length": too_long or _("Make this text shorter: at most %(limit_value)d characters."),
        }
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)
        # Our message says what to do; Django's speaks of null characters.
        self.validators = [
            check for check in self.validators if type(check).__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        refuse_nul(text)
        text = clean_text(text)
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())


def spoken_languages() -> list[tuple[str, str]]:
    """Language codes and names in the language of the page: the platform's three first, the others by name."""
    names = Locale.parse(get_language() or "nl").languages
    named = [(code, names[code][0].upper() + names[code][1:]) for code in SPOKEN]
    return sorted(named, key=lambda pair: (pair[0] not in LANGUAGES, pair[1]))


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Set the choices of a field: codes and labels as they are now, in the language of the page."""
    cast(forms.MultipleChoiceField, form.fields[name]).choices = choices


class EmailField(TextField):
    """An e-mail address that a mail server would accept."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        options = {"label": _("E-mail address"), "empty": _("Enter your e-mail address.")} | kwargs
        super().__init__(max_length=254, widget=widget, **options)

    def clean(self, value: object) -> str:
        email: str = super().clean(value)
        if email:
            check_email(email)
        return email


class PostcodeField(TextField):
    """A postcode as people write it, cleaned to a Locality; outside the 22 localities the error is `elsewhere`."""

    def __init__(self, *, elsewhere: LazyText, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "short"})
        super().__init__(max_length=40, widget=widget, **kwargs)
        self.elsewhere = elsewhere

    def clean(self, value: object) -> Locality | None:
        text = super().clean(value)
        if not text:
            return None
        postcode = read_postcode(text)
        if not postcode:
            raise ValidationError(_("Enter the four digits of the postcode, for instance 1020."))
        locality = Locality.objects.filter(postcode=postcode).first()
        if locality is None:
            raise ValidationError(self.elsewhere, params={"postcode": postcode})
        return locality
