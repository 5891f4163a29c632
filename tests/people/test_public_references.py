"""References that people read aloud."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brusselshelps.people.public_references import ALPHABET, POSSIBLE, is_reference, keyed_hash, reference_of

numbers = st.integers(min_value=0, max_value=POSSIBLE - 1)


@given(numbers)
def test_a_reference_has_nine_characters_without_look_alikes_in_groups_of_three(number: int) -> None:
    reference = reference_of(number)
    assert is_reference(reference)
    assert [len(group) for group in reference.split("-")] == [3, 3, 3]
    assert not set(reference) & set("01258BIOSZUEL")


@given(numbers, numbers)
def test_two_numbers_never_share_a_reference(one: int, other: int) -> None:
    assert (reference_of(one) == reference_of(other)) == (one == other)


@given(numbers, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number: int, place: int, wrong: str) -> None:
    signs = reference_of(number).replace("-", "")
    mistaken = signs[:place] + wrong + signs[place + 1 :]
    assert is_reference(mistaken) == (mistaken == signs)


@given(numbers, st.integers(0, 7))
def test_two_signs_that_changed_places_are_noticed(number: int, place: int) -> None:
    signs = reference_of(number).replace("-", "")
    mistaken = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert is_reference(mistaken) == (mistaken == signs)


def test_other_text_is_no_reference() -> None:
    for text in ("", "AAA", "AAA-AAA-AA0", "é" * 9, reference_of(7).lower()):
        assert not is_reference(text)


def test_a_keyed_hash_depends_on_its_purpose_and_the_key(settings) -> None:
    before = keyed_hash("email", "maria@example.org")
    assert len(before) == 64
    assert keyed_hash("other", "maria@example.org") != before
    settings.HASH_KEY = "another"
    assert keyed_hash("email", "maria@example.org") != before
