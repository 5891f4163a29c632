"""A number of people, written in digits."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from brusselshelps.people.forms.count_field import CountField

FIELD = CountField(most=5000, required=False)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1", 1),
        (" 40 ", 40),
        ("0040", 40),
        ("1 200", 1200),
        ("1.200", 1200),
        ("1,200", 1200),
        ("1\u202f200", 1200),
        ("٤٠", 40),
        ("5000", 5000),
        ("", None),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, read: int | None) -> None:
    assert FIELD.clean(written) == read


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("about 40", "Write the number of people in figures, for instance 40."),
        ("-3", "Write the number of people in figures, for instance 40."),
        ("2.5", "Write the number of people in figures, for instance 40."),
        ("1e3", "Write the number of people in figures, for instance 40."),
        ("9" * 41, "Write the number of people in figures, for instance 40."),
        ("0", "Enter at least one person."),
        ("5001", "Enter a number no higher than 5,000."),
        ("9" * 40, "Enter a number no higher than 5,000."),
    ],
)
def test_each_mistake_has_its_sentence(written: str, sentence: str) -> None:
    with override("en"):
        with pytest.raises(ValidationError) as refusal:
            FIELD.clean(written)
        assert refusal.value.messages == [sentence]
