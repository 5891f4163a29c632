"""Dates as people write them."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from brusselshelps.people.forms.base import PublicForm
from brusselshelps.people.forms.day_field import DayField, read_day

UNREADABLE = "Enter the day, month and year in figures, for instance 31/12/{year}."


@pytest.mark.parametrize(
    "written",
    [
        "3/12/2026",
        "03/12/2026",
        "3-12-2026",
        "3.12.2026",
        "3 12 2026",
        " 3 / 12 / 2026 ",
        "3/12/26",
        "03122026",
        "031226",
        "2026-12-03",
        "2026/12/3",
        "3 december 2026",
        "donderdag 3 december 2026",
        "le 3 décembre 2026",
        "3 DECEMBRE 2026",
        "3 déc. 26",
        "3 December 2026",
        "Dec 3, 2026",
        "3\u00a0dec\u00a02026",
        "before 3/12/2026",
    ],
)
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert read_day(written) == dt.date(2026, 12, 3)


@pytest.mark.parametrize(
    "written", ["", "soon", "3/12", "december 2026", "3/12/226", "3/12/2026 or 4/12/2026", "12", "3/12/20266", "²"]
)
def test_what_says_no_day_is_not_guessed_at(written: str) -> None:
    assert read_day(written) is None


def test_may_in_french_is_a_month_with_its_first_day() -> None:
    assert read_day("1er mai 2027") == dt.date(2027, 5, 1)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from("/-. "))
def test_every_day_comes_back_as_it_was_written(day: dt.date, sign: str) -> None:
    assert read_day(f"{day.day}{sign}{day.month}{sign}{day.year}") == day
    assert read_day(f"{day:%d%m%y}") == day
    assert read_day(day.isoformat()) == day


@given(st.text(max_size=70))
def test_whatever_is_written_there_is_a_day_or_a_sentence(text: str) -> None:
    with suppress(ValidationError):
        assert DayField(required=False).clean(text) is None or text


@pytest.mark.today
@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("soon", UNREADABLE),
        ("3" * 61, UNREADABLE),
        ("31/2/2099", "This date does not exist. Correct the day or the month."),
        ("3/12/2020", "This day has passed. Choose today or a later day."),
        ("3/12/2099\0", "This text contains characters that cannot be stored. Type it again without them."),
    ],
)
def test_each_mistake_has_its_sentence(written: str, sentence: str) -> None:
    with override("en"):
        with pytest.raises(ValidationError) as refusal:
            DayField().clean(written)
        assert refusal.value.messages == [sentence.format(year=timezone.localdate().year)]


@pytest.mark.today
def test_today_is_not_too_late_and_nothing_is_no_day() -> None:
    today = timezone.localdate()
    assert DayField().clean(f"{today:%d/%m/%Y}") == today
    assert DayField(required=False).clean("  ") is None


def test_what_was_typed_is_shown_again_and_a_known_day_as_people_write_it() -> None:
    class Form(PublicForm):
        day = DayField(label="Day", required=False)

    assert 'value="soon"' in str(Form({"day": "soon"})["day"])
    assert 'value="3/12/2026"' in str(Form(initial={"day": dt.date(2026, 12, 3)})["day"])
