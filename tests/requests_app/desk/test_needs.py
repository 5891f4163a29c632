"""Needs of organisations at the desk: both back offices share them, nobody else sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brusselshelps.accounts.models import User
from requests_app.models import OrganisationNeed
from tests.builders import make_call, make_need, make_person
from tests.desk.desk_client import ROLE_QUERIES, browser, messages, page_of, shown

NEEDS = "/admin/requests_app/organisationneed/"


def rows(page: Any) -> list[str]:
    return [row.reference for row in page.context["cl"].result_list]


def close(client: Any, need: OrganisationNeed) -> Any:
    return client.post(f"{NEEDS}{need.pk}/close/", follow=True)


def test_both_back_offices_see_every_need_newest_first(noor: User, samira: User) -> None:
    older = make_need(received_at=timezone.now() - dt.timedelta(days=1))
    newer = make_need()
    for user in (noor, samira):
        assert rows(browser(user).get(NEEDS)) == [newer.reference, older.reference]
        assert "Letters for our residents." in shown(browser(user).get(page_of(newer)))


def test_a_row_says_what_matters_without_naming_the_contact_person(noor: User) -> None:
    need = make_need(postcode="1020", people_helped=73, by_when=dt.date(2099, 12, 3))
    page = shown(browser(noor).get(NEEDS))
    for words in (need.reference, "De Linde", "1020 Laeken", "73", "3 December 2099", "yes"):
        assert words in page
    assert "Dubois" not in page


def test_the_page_of_one_shows_the_contact_person(noor: User) -> None:
    page = shown(browser(noor).get(page_of(make_need(person=make_person(name="Ann Dubois", email="ann@example.org")))))
    assert "Ann Dubois" in page
    assert "ann@example.org" in page


def test_the_start_page_counts_the_open_needs_and_leads_to_them(noor: User) -> None:
    closed, still_open = make_need(), make_need()
    closed.close(by=noor)
    client = browser(noor)
    [line] = [line for line in client.get("/admin/").context["work"] if line.label == "Needs of organisations"]
    assert line.count == 1
    assert rows(client.get(line.url)) == [still_open.reference]


def test_the_filters_narrow_the_list(noor: User) -> None:
    closed, still_open = make_need(postcode="1020"), make_need(postcode="1040")
    closed.close(by=noor)
    client = browser(noor)
    assert rows(client.get(f"{NEEDS}?open=no")) == [closed.reference]
    assert rows(client.get(f"{NEEDS}?open=yes")) == [still_open.reference]
    assert rows(client.get(f"{NEEDS}?postcode=1020")) == [closed.reference]
    assert rows(client.get(NEEDS, {"q": still_open.reference.lower()})) == [still_open.reference]


def test_one_button_closes_a_need_and_then_it_is_gone(karim: User) -> None:
    need = make_need()
    client = browser(karim)
    assert "Close this need" in shown(client.get(page_of(need)))
    answer = close(client, need)
    assert messages(answer) == [f"{need.reference} is now closed."]
    assert "Close this need" not in shown(answer)
    need.refresh_from_db()
    assert need.closed_at
    assert messages(close(client, need)) == [f"{need.reference} has already been closed."]


def test_looking_closes_nothing(noor: User) -> None:
    need = make_need()
    assert browser(noor).get(f"{NEEDS}{need.pk}/close/").status_code == 405
    need.refresh_from_db()
    assert need.closed_at is None


def test_the_call_a_need_led_to_is_chosen_and_nothing_else_is_changed(noor: User) -> None:
    need, call = make_need(), make_call()
    client = browser(noor)
    client.post(page_of(need), {"call": call.pk, "organisation": "Another", "what": "", "closed_at": "2020-01-01"})
    need.refresh_from_db()
    assert (need.call, need.organisation, need.closed_at) == (call, "De Linde", None)
    assert need.what == "Letters for our residents."


@pytest.mark.parametrize("role_fixture", ["lies", "administrator"])
def test_who_has_no_back_office_meets_no_need(request: pytest.FixtureRequest, role_fixture: str) -> None:
    user = request.getfixturevalue(role_fixture)
    need = make_need()
    client = browser(user)
    addresses = (NEEDS, f"{NEEDS}?q={need.reference}", page_of(need), f"{NEEDS}add/", f"{NEEDS}{need.pk}/delete/")
    assert {client.get(address).status_code for address in addresses} == {403}
    assert close(client, need).status_code == 403
    assert not OrganisationNeed.objects.visible_to(user).exists()
    assert need.reference not in client.get("/admin/").content.decode()
    need.refresh_from_db()
    assert need.closed_at is None


def test_nobody_adds_or_deletes_a_need_at_the_desk(noor: User, els: User) -> None:
    need = make_need()
    for user in (noor, els):
        client = browser(user)
        assert client.get(f"{NEEDS}add/").status_code == 403
        assert client.post(f"{NEEDS}{need.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_list(noor: User) -> None:
    client = browser(noor)
    counts = []
    for added in (5, 25):
        for _number in range(added):
            make_need(call=None)
        with CaptureQueriesContext(connection) as queries:
            client.get(NEEDS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 9 + ROLE_QUERIES


def test_a_need_whose_contact_person_is_erased_keeps_no_words_and_is_closed(noor: User) -> None:
    need = make_need()
    need.person.erase()
    need.refresh_from_db()
    assert need.what == ""
    assert need.closed_at
    page = shown(browser(noor).get(page_of(need)))
    assert "This person’s data was erased on" in page
    assert "De Linde" in page
