"""Dates and times on pages and in e-mails."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from brusselshelps.templatetags.dates import day


@pytest.mark.parametrize(("language", "written"), [("nl", "1 mei 2026"), ("fr", "1er mai 2026"), ("en", "1 May 2026")])
def test_the_first_of_a_month_is_said_as_people_say_it(language: str, written: str) -> None:
    with override(language):
        assert day(dt.date(2026, 5, 1)) == written


def test_other_days_are_cardinal_and_moments_are_those_of_brussels() -> None:
    with override("fr"):
        assert day(dt.date(2026, 5, 11)) == "11 mai 2026"
        assert day(dt.datetime(2026, 4, 30, 22, 30, tzinfo=dt.UTC), "H:i") == "1er mai 2026, 00:30"
