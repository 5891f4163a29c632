"""Text that people type, made fit to store."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from brusselshelps.people.input_cleaning import (
    check_email,
    clean_text,
    fold_email,
    has_digit,
    read_phone,
    read_postcode,
    refuse_nul,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Maria  ", "Maria"),
        ("Ma\u202eria", "Maria"),
        ("Ma\u0007ria", "Maria"),
        ("Rene\u0301", "René"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\u200b\u200d\ufeff", ""),
        ("\u3164", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_invisible_marks_are_left_out_and_visible_ones_kept(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\0" not in once


def test_a_nul_gets_a_sentence() -> None:
    with pytest.raises(ValidationError):
        refuse_nul("a\0b")


@pytest.mark.parametrize(
    "typed", ["0470/12 34 56", "+32 470 12 34 56", "0032470123456", "0470.12.34.56", "0470-12-34-56"]
)
def test_a_belgian_mobile_is_read_however_it_is_written(typed: str) -> None:
    assert read_phone(typed) == "+32470123456"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("02 563 03 00", "+3225630300"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("12", ""),
        ("geen", ""),
        ("02 563 03 00 ext. 5", ""),
    ],
)
def test_numbers_from_elsewhere_are_read_and_others_are_not_guessed(typed: str, read: str) -> None:
    assert read_phone(typed) == read


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("1020", "1020"),
        (" 10 20 ", "1020"),
        ("B-1020", "1020"),
        ("BE 1020", "1020"),
        ("1020 Laken", "1020"),
        ("1.020", "1020"),
        ("Elsene", ""),
        ("10205", ""),
        ("0999", ""),
        ("102", ""),
        ("", ""),
    ],
)
def test_postcodes_are_read_as_people_write_them(typed: str, postcode: str) -> None:
    assert read_postcode(typed) == postcode


def test_two_spellings_of_an_address_are_one() -> None:
    assert fold_email(" Maria@Example.ORG ") == fold_email("maria@example.org")


@pytest.mark.parametrize("domain", ["gma\u0131l.com", "\u212aafe.be", "\u017fkynet.be", "\uff47mail.com"])
def test_a_domain_that_is_another_only_until_it_is_compared_is_refused(domain: str) -> None:
    with pytest.raises(ValidationError):
        check_email(f"maria@{domain}")


def test_a_domain_in_other_letters_is_an_address() -> None:
    check_email("maria@b\u00fccher.example")


def test_a_phone_has_a_digit() -> None:
    assert has_digit("call 02")
    assert not has_digit("geen")
    assert not has_digit("٣")
