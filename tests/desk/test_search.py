"""Search at the desk by reference, phone number in any notation or misspelt name; other offices' rows are not found."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brusselshelps.accounts.models import User
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, VOLUNTEERS, browser, shown

pytestmark = pytest.mark.django_db


def called(name: str, phone: str = "", **fields: Any) -> Any:
    person = make_person(name=name, **fields)
    person.write_phone(phone)
    person.save()
    return make_request(person=person)


def found(user: User, term: str, address: str = REQUESTS) -> list[str]:
    page = browser(user).post(address, {"q": term})
    assert page.status_code == 200
    return [row.reference for row in page.context["cl"].result_list]


@pytest.mark.parametrize(
    "term",
    ["0470123456", "0470/12.34.56", "+32 470 12 34 56", "0032470123456", "(0)470 12 34 56", "+32 (0)470-12-34-56"],
)
def test_a_phone_is_found_however_it_is_written(noor: User, term: str) -> None:
    maria = called("Maria Peeters", "0470 12 34 56")
    called("Rosa Maes", "0470 12 34 57")
    assert found(noor, term) == [maria.reference]


def test_a_number_that_could_not_be_read_is_found_by_its_last_figures(noor: User) -> None:
    maria = called("Maria Peeters", "02 511.00.00 or 01")
    assert maria.person.phone == ""
    assert found(noor, "5110000 01") == [maria.reference]


def test_who_asks_for_somebody_else_is_found_by_their_own_number(noor: User) -> None:
    request = make_request(
        on_behalf_name="Wim", on_behalf_phone="0470 12 34 56", on_behalf_relation="family", on_behalf_agreed=True
    )
    assert found(noor, "+32470123456") == [request.reference]


@pytest.mark.parametrize(
    "term",
    [
        "Béatrice Peeters",
        "beatrice peeters",
        "BEATRICE",
        "Peeters",
        "peeters beatrice",
        "Beatrice Petters",
        "Peters",
        "Beatirce Peeters",
        "Beatrce Peeters",
        "Béattrice",
        "Paeters",
    ],
)
def test_a_name_is_found_without_accents_and_with_a_typo(noor: User, term: str) -> None:
    beatrice = called("Béatrice Peeters")
    called("Youssef Tahiri")
    assert found(noor, term)[:1] == [beatrice.reference]


def test_the_likest_name_comes_first(noor: User) -> None:
    likely, less = called("Jan Janssens"), called("Jan Jansen")
    assert found(noor, "Jan Jansen") == [less.reference, likely.reference]


def test_a_volunteer_is_found_likewise(noor: User) -> None:
    person = make_person(name="Jef Cornelis")
    person.write_phone("0470 12 34 56")
    person.save()
    jef = make_volunteer(person=person)
    for term in ("0470/123456", "Cornélis", jef.reference):
        assert found(noor, term, VOLUNTEERS) == [jef.reference]


def test_nothing_of_the_other_office_is_found(noor: User, karim: User) -> None:
    maria = called("Maria Peeters", "0470 12 34 56")
    maria.take_on(karim)
    for term in ("Maria Peeters", "0470123456", maria.reference):
        assert found(noor, term) == []
        assert found(karim, term) == [maria.reference]


def test_what_was_typed_stands_in_no_address_and_a_name_in_an_address_finds_nothing(noor: User) -> None:
    called("Maria Peeters")
    client = browser(noor)
    page = client.post(REQUESTS, {"q": "Peeters"}).content.decode()
    assert "Peeters" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])
    assert [row.reference for row in client.get(REQUESTS, {"q": "Maria Peeters"}).context["cl"].result_list] == []


def test_a_reference_in_an_address_is_found(noor: User) -> None:
    maria = called("Maria Peeters")
    page = browser(noor).get(REQUESTS, {"q": maria.reference.lower().replace("-", " ")})
    assert [row.reference for row in page.context["cl"].result_list] == [maria.reference]


def test_who_was_erased_is_not_found_by_name(noor: User) -> None:
    maria = called("Maria Peeters", "0470 12 34 56")
    maria.person.erase()
    assert found(noor, "Maria Peeters") == []
    assert found(noor, "0470 12 34 56") == []


@pytest.mark.parametrize(
    "term",
    ["\0", "%", "_", "'", '"', "\\", "   ", "\u200b", "😀", "x" * 5000, "--", "12345", "1" * 300, "<b>", "{{ x }}"],
)
def test_whatever_is_typed_is_answered(noor: User, term: str) -> None:
    called("Maria Peeters")
    found(noor, term)
    found(noor, term, VOLUNTEERS)


def test_nothing_found_says_what_can_be_searched_for(noor: User) -> None:
    page = browser(noor).post(REQUESTS, {"q": "Nobody"})
    assert "You can search by reference, by phone number and by name." in shown(page)


def test_more_than_a_page_says_so(noor: User) -> None:
    for _number in range(51):
        called("Maria Peeters")
    page = browser(noor).post(REQUESTS, {"q": "Peeters"})
    assert "There are more results than fit here" in shown(page)
    assert "Next page" not in shown(page)


def test_a_search_asks_as_much_for_many_as_for_one(noor: User) -> None:
    client, numbers = browser(noor), set()
    for number in (1, 20):
        for _each in range(number):
            called("Maria Peeters")
        with CaptureQueriesContext(connection) as asked:
            client.post(REQUESTS, {"q": "Peeters"})
        numbers.add(len(asked))
    assert len(numbers) == 1
