"""A form field for a day as people write it: 3/12/2026, 3-12-26, 3.12.2026, 03122026, 3 december 2026, 2026-12-03."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.date_fields import check_day
from brusselshelps.people.forms.fields import TextField
from brusselshelps.reference.models import LANGUAGES

TWO_YEARS = dt.timedelta(days=731)
WRITTEN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


MONTHS = {
    _without_accents(name).rstrip("."): number
    for language in LANGUAGES
    for width in ("wide", "abbreviated")
    for number, name in Locale.parse(language).months["format"][width].items()
}


def read_day(text: str) -> dt.date | None:
    """The day in the text, day before month; None when there is none. Raises ValueError for 31/2/2026."""
    figures = re.findall(r"\d+", text)
    months = [MONTHS[word] for word in re.findall(r"[^\W\d_]+", _without_accents(text)) if word in MONTHS]
    if len(figures) == 2 and len(months) == 1:
        figures.insert(1, str(months[0]))
    elif len(figures) == 1:
        figures = [figures[0][:2], figures[0][2:4], figures[0][4:]]
    elif figures and len(figures[0]) == 4:
        figures.reverse()
    written = WRITTEN.fullmatch("/".join(figures))
    if not written:
        return None
    day, month, year = (int(part) for part in written.groups())
    return dt.date(year if year > 99 else 2000 + year, month, day)


def _with_example(text: str) -> str:
    """The sentence with a future day as the example, one that cannot be read as month/day."""
    return gettext(text) % {"day": f"31/12/{timezone.localdate().year}"}


HINT = lazy(_with_example, str)(gettext_noop("For instance %(day)s."))
UNREADABLE = lazy(_with_example, str)(gettext_noop("Enter the day, month and year in figures, for instance %(day)s."))


class DayField(TextField):
    """A day from today on, or None; with `soon`, at most two years ahead.

    Plain text, not type=date, which uses the browser's language, not the page's, and loses an unreadable value when the
    page is shown again. No inputmode=numeric either: on an iPhone that keypad has no / and no space.
    """

    def __init__(self, soon: bool = False, **kwargs: Any) -> None:
        self.soon = soon
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "short"})
        options: dict[str, Any] = {"help_text": HINT, "widget": widget} | kwargs
        super().__init__(max_length=60, too_long=UNREADABLE, **options)

    def clean(self, value: object) -> dt.date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = read_day(text)
        except ValueError:
            raise ValidationError(_("This date does not exist. Correct the day or the month.")) from None
        if day is None:
            raise ValidationError(UNREADABLE)
        if day < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        if self.soon and day > timezone.localdate() + TWO_YEARS:
            raise ValidationError(_("This day is more than two years away. Choose an earlier day."))
        check_day(day)
        return day

    def prepare_value(self, value: object) -> object:
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, dt.date) else value
