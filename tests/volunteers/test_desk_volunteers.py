"""Volunteers at the desk: one pool for both back offices, read-only there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brusselshelps.accounts.models import User
from tests.builders import make_person, make_volunteer
from tests.desk.desk_client import ROLE_QUERIES, VOLUNTEERS, browser, page_of, shown
from volunteers.models import InsuranceCheck, Volunteer


def rows(page: Any) -> set[str]:
    return {row.reference for row in page.context["cl"].result_list}


def test_both_back_offices_see_every_volunteer(noor: User, karim: User) -> None:
    jef = make_volunteer()
    for user in (noor, karim):
        assert rows(browser(user).get(VOLUNTEERS)) == {jef.reference}
        assert browser(user).get(page_of(jef)).status_code == 200


def test_a_row_says_who_can_help_with_what_without_naming_the_person(noor: User) -> None:
    person = make_person(name="Jef Janssens", languages=["nl", "ar"])
    jef = make_volunteer("dog", "shopping", person=person, postcode="1020")
    make_volunteer(postcode="")
    page = shown(browser(noor).get(VOLUNTEERS))
    for words in (
        jef.reference,
        "J.J.",
        "1020",
        "Groceries, Dog walking",
        "Dutch, Arabic",
        "outside the Brussels Region",
    ):
        assert words in page
    assert "Janssens" not in page


def test_languages_and_categories_are_in_the_language_of_the_clerk(noor: User) -> None:
    make_volunteer("dog", person=make_person(name="Jef", languages=["ar"]))
    assert "arabe" in shown(browser(noor, "fr").get(VOLUNTEERS))
    assert "Promener le chien" in shown(browser(noor, "fr").get(VOLUNTEERS))


def test_the_filters_narrow_the_list(noor: User) -> None:
    jef, withdrawn = make_volunteer("dog", postcode="1020"), make_volunteer("shopping")
    withdrawn.withdraw()
    client = browser(noor)
    assert rows(client.get(f"{VOLUNTEERS}?active=yes")) == {jef.reference}
    assert rows(client.get(f"{VOLUNTEERS}?active=no")) == {withdrawn.reference}
    assert rows(client.get(f"{VOLUNTEERS}?category=dog")) == {jef.reference}
    # A candidacy that has ended is no longer an offer.
    assert rows(client.get(f"{VOLUNTEERS}?category=shopping")) == set()
    assert rows(client.get(f"{VOLUNTEERS}?postcode=1020")) == {jef.reference}


def test_a_volunteer_is_found_by_reference_and_not_by_name(noor: User) -> None:
    jef = make_volunteer()
    Volunteer.objects.filter(pk=jef.pk).update(reference="CDF-GHJ-KMN")
    client = browser(noor)
    assert rows(client.get(VOLUNTEERS, {"q": "cdfghj"})) == {"CDF-GHJ-KMN"}
    assert rows(client.get(VOLUNTEERS, {"q": "Jef"})) == set()


def test_the_number_of_queries_does_not_grow_with_the_list(noor: User) -> None:
    client = browser(noor)
    counts = []
    for added in (5, 25):
        for _number in range(added):
            make_volunteer("dog", "shopping")
        with CaptureQueriesContext(connection) as queries:
            client.get(VOLUNTEERS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 9 + ROLE_QUERIES


def test_the_page_shows_the_person_the_candidacies_and_the_checks(noor: User) -> None:
    jef = make_volunteer("dog", "shopping")
    jef.candidacies.filter(category__slug="dog").update(until=jef.registered_at)
    client = browser(noor)
    page = shown(client.get(page_of(jef)))
    assert "Jef Janssens" in page
    assert page.count("Dog walking") == 1
    assert "Nobody has checked yet whether this volunteer is insured." in page
    InsuranceCheck.objects.create(volunteer=jef, outcome="insured", method="phone", checked_by=noor)
    page = shown(client.get(page_of(jef)))
    assert "insured asked by phone" in page
    assert "noor" in page


def test_a_volunteer_is_read_and_never_changed_or_deleted_here(noor: User, els: User) -> None:
    jef = make_volunteer()
    for user in (noor, els):
        client = browser(user)
        assert 'name="_save"' not in client.get(page_of(jef)).content.decode()
        assert client.post(page_of(jef), {"max_active": "9"}).status_code == 403
        assert client.get(f"{VOLUNTEERS}add/").status_code == 403
        assert client.post(page_of(jef).replace("change", "delete"), {"post": "yes"}).status_code == 403
    jef.refresh_from_db()
    assert jef.max_active == 1


@pytest.mark.parametrize("role_fixture", ["lies", "administrator"])
def test_ministry_and_administrators_meet_no_volunteer(request: pytest.FixtureRequest, role_fixture: str) -> None:
    client = browser(request.getfixturevalue(role_fixture))
    jef = make_volunteer()
    assert client.get(VOLUNTEERS).status_code == 403
    assert client.get(page_of(jef)).status_code == 403
    assert client.get(f"{VOLUNTEERS}?q={jef.reference}").status_code == 403


def test_a_erased_volunteer_leaves_a_page_that_says_so(noor: User) -> None:
    jef = make_volunteer()
    jef.person.erase()
    client = browser(noor)
    assert "This person’s data was erased on" in shown(client.get(page_of(jef)))
    assert rows(client.get(f"{VOLUNTEERS}?active=no")) == {jef.reference}
