"""The cells of a list are read as people write them; a full sentence reports each that cannot be read."""

import datetime as dt
from collections.abc import Callable

import pytest

from brusselshelps.people.imports.cells import (
    BadCell,
    Cells,
    Places,
    any_of,
    countries,
    read_country,
    read_email,
    read_language,
    read_moment,
    read_person,
    read_word,
    read_words,
)
from brusselshelps.people.imports.reader import Column, Faults, Row

NOW = dt.datetime(2020, 5, 2, 10, tzinfo=dt.UTC)


def moment(text: str) -> str:
    return read_moment(text, NOW).strftime("%Y-%m-%d %H:%M")


def why(reader: Callable[..., object], *args: object) -> str:
    with pytest.raises(BadCell) as bad:
        reader(*args)
    return str(bad.value)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2020-03-28", "2020-03-27 23:00"),
        ("2020-03-28T14:30", "2020-03-28 13:30"),
        ("2020-03-28 14:30:05", "2020-03-28 13:30"),
        ("2020-03-28T14:30Z", "2020-03-28 14:30"),
        ("2020-03-28T14:30-05:00", "2020-03-28 19:30"),
        ("2020-03-30", "2020-03-29 22:00"),
    ],
)
def test_a_moment_has_its_offset_or_is_brussels_time(text: str, utc: str) -> None:
    assert moment(text) == utc


def test_a_local_time_that_occurs_twice_or_never_is_the_first_reading() -> None:
    assert moment("2019-10-27T02:30") == "2019-10-27 00:30"
    assert moment("2020-03-29T02:30") == "2020-03-29 01:30"


@pytest.mark.parametrize(
    "text", ["28/03/2020", "2020-02-30", "yesterday", "0001-01-01", "9999-12-31T23:59-10:00", "٢٠٢٠"]
)
def test_a_moment_that_cannot_be_read_is_refused(text: str) -> None:
    assert "is not a date or a time; write it as 2020-03-28 or 2020-03-28T14:30." in why(read_moment, text, NOW)


def test_a_moment_in_the_future_is_refused() -> None:
    assert why(read_moment, "2020-05-03", NOW) == "“2020-05-03” is in the future."
    assert moment("2020-05-02T12:00") == "2020-05-02 10:00"


def test_a_figure_needs_its_day() -> None:
    assert why(read_moment, "", NOW).startswith("Fill in the day or the time")


@pytest.mark.parametrize("text", ["nl", "NL", "Fr", "en"])
def test_a_language_in_any_case(text: str) -> None:
    assert read_language(text) == text.lower()


def test_another_language_or_none_is_refused() -> None:
    assert why(read_language, "de") == "“de” is not a language we write in: nl, fr or en."
    assert why(read_language, "") == "Fill in the contact language: nl, fr or en."


def test_an_address_that_is_none_is_refused_and_not_repeated() -> None:
    assert read_email("Maria.Peeters+help@Example.org") == "Maria.Peeters+help@Example.org"
    assert read_email("") == ""
    for text in ("maria at example.org", "maria@", "a@b.be c@d.be"):
        assert why(read_email, text).startswith("This is not an e-mail address")


def test_a_country_is_two_letters_and_belgium_when_empty() -> None:
    assert [read_country(text) for text in ("", "be", "CH")] == ["BE", "BE", "CH"]
    for text in ("Belgium", "XX", "EU", "UK", "BEL", "32"):
        assert "is not a country" in why(read_country, text)
    assert {"BE", "FR", "NL", "TR", "MA", "CD"} < countries()


def test_one_of_the_words_or_nothing() -> None:
    assert read_word("", ["vgc", "cocof"]) == ""
    assert read_word("VGC", ["vgc", "cocof"]) == "vgc"
    assert (
        why(read_word, "cocom", ["vgc", "cocof"]) == "“cocom” is not known here; write vgc or cocof, or leave it empty."
    )


def test_words_are_joined_by_a_bar_and_count_once() -> None:
    assert read_words("dog| Phone |dog||", ["phone", "dog"]) == ["dog", "phone"]
    assert (
        why(read_words, " | ", ["phone", "dog"]) == "Name at least one category: phone or dog; join several with “|”."
    )
    assert "“shoping” is not a category" in why(read_words, "dog|shoping", ["phone", "dog"])
    assert "This is not a category" in why(read_words, "dog|Maria wants bread", ["phone", "dog"])


def test_a_choice_of_one_is_no_choice() -> None:
    assert any_of(["vgc"]) == "vgc"


def person_of(**cells: str) -> tuple[str, str, list[str]]:
    faults = Faults([Column("email", "", longest=254), Column("phone", "", longest=60)])
    person = read_person(Cells(Row(7, {"name": "", "email": "", "phone": "", "language": "nl"} | cells), faults))
    return person.phone, person.phone_as_written, list(faults)


@pytest.mark.parametrize(
    "text", ["02/512.34.56", "0032 2 512 34 56", "+32 (0)2 512 34 56", "(02) 512 34 56", "tel. 025123456"]
)
def test_a_phone_is_read_in_the_usual_writings(text: str) -> None:
    assert person_of(phone=text) == ("+3225123456", text, [])


def test_a_phone_that_cannot_be_read_is_kept_as_written() -> None:
    assert person_of(phone="0470 123 (evenings)") == ("", "0470 123 (evenings)", [])
    assert person_of(phone="with the neighbour", email="maria@example.org") == ("", "with the neighbour", [])


@pytest.mark.parametrize("phone", ["", "-", "none", "٠٤٧٠"])
def test_who_can_be_reached_by_nothing_is_refused(phone: str) -> None:
    assert person_of(phone=phone)[2] == ["line 7, phone: Fill in a phone number in digits, or an e-mail address."]


def test_a_bad_address_is_said_once_and_not_also_as_a_missing_one() -> None:
    assert len(person_of(email="maria at example")[2]) == 1


def test_what_does_not_fit_or_cannot_be_stored_is_refused() -> None:
    faults = Faults(columns := [Column("name", "", longest=5), Column("phone", "")])
    Cells(Row(3, {"name": "Maria P", "phone": ""}, ("phone",)), faults).refuse_what_cannot_be_stored(columns)
    assert list(faults) == [
        "line 3, name: This is too long: 7 characters, where 5 fit.",
        "line 3, phone: Remove the characters that cannot be stored from this text.",
    ]


@pytest.mark.django_db
def test_postcodes_are_read_as_people_write_them() -> None:
    places = Places()
    for text in ("1020", "B-1020", "BE 1020", "10 20", "1020 Laken"):
        assert places.belgian(text) == "1020"
    assert places.belgian("") == ""
    assert places.belgian("9000") == "9000"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Elsene", "IXELLES", "Ville de Bruxelles", "Haren"])
def test_a_place_name_is_no_postcode(name: str) -> None:
    assert why(Places().belgian, name) == f"{name} is a place name; write the four digits of the postcode."


@pytest.mark.django_db
def test_a_text_that_is_no_known_place_is_not_repeated() -> None:
    assert "Maria" not in why(Places().belgian, "Maria Peeters")
    assert why(Places().belgian, "75011") == "“75011” is not a Belgian postcode; write its four digits."


@pytest.mark.django_db
def test_a_locality_is_one_of_the_region() -> None:
    places = Places()
    assert len(places.localities) == 22
    assert places.locality("1020") == places.localities["1020"]
    assert why(places.locality, "9000") == "“9000” is not a postcode of the Brussels Region."
    assert why(places.locality, "") == "Fill in the four digits of the postcode."
