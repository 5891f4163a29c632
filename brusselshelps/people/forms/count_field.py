"""A form field for a number of people, written in digits: 40, 1 200, 1.200."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.forms.fields import TextField

WHOLE = re.compile(r"\d+|\d{1,3}(?:[ .,’']\d{3})+")
UNREADABLE = _("Write the number of people in figures, for instance 40.")


class CountField(TextField):
    """A whole number of people from 1 to `most`, or None. “About 40” is refused rather than guessed at."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"})
        super().__init__(max_length=40, too_long=UNREADABLE, widget=widget, **kwargs)

    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if not WHOLE.fullmatch(text):
            raise ValidationError(UNREADABLE)
        count = int(re.sub(r"\D", "", text))
        if count < 1:
            raise ValidationError(_("Enter at least one person."))
        if count > self.most:
            most = number_format(self.most, force_grouping=True)
            raise ValidationError(_("Enter a number no higher than %(most)s."), params={"most": most})
        return count
