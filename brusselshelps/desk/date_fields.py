"""The dates and times that staff can fill in.

Anything out of bounds is a typing mistake; besides, PostgreSQL can store dates that Python cannot read.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.postgres.forms import DateRangeField
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
OUT_OF_BOUNDS = _("Choose a day between 2000 and 2100.")


def check_day(day: dt.date) -> None:
    """Raises ValidationError for a day that is out of bounds."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(OUT_OF_BOUNDS)


class BoundedDay(forms.DateField):
    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        if day:
            check_day(day)
        return day


class Moment(forms.DateTimeField):
    """A date and time in Brussels. When the clocks change, a local time that occurs twice or never is read with fold 0,
    as in an imported list: Django would refuse it, even where the page itself filled it in."""

    def to_python(self, value: Any) -> dt.datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as refused:
            if refused.code != "ambiguous_timezone" or not refused.params:
                raise
            return timezone.make_aware(refused.params["datetime"])


class BoundedMoment(Moment):
    def to_python(self, value: Any) -> dt.datetime | None:
        moment = super().to_python(value)
        if moment:
            check_day(moment.date())
        return moment


class BoundedDays(DateRangeField):
    base_field = BoundedDay
