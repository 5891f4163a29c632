"""Dates as people write them: {{ moment|day }} is 1 mei 2026, 1er mai 2026, 1 May 2026."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

register = template.Library()


@register.filter
def day(value: dt.date, with_time: str = "") -> str:
    """A date or, with "H:i", a date and time, in Brussels. French writes *1er* for the first, which Django's formats
    cannot."""
    here = localtime(value) if isinstance(value, dt.datetime) else value
    text = date_format(here, f"j F Y, {with_time}" if with_time else "j F Y")
    return f"1er{text[1:]}" if get_language() == "fr" and here.day == 1 else text
