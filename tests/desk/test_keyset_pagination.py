"""Long lists, a page at a time: each row once, in order, whatever is added meanwhile; and nothing is counted."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brusselshelps.accounts.models import User
from tests.builders import brussels, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, VOLUNTEERS, browser, shown

pytestmark = pytest.mark.django_db
START = brussels("2020-03-20T10:00")


def references(page: Any) -> list[str]:
    return [row.reference for row in page.context["cl"].result_list]


def many(number: int, apart: int = 1) -> list[str]:
    """Create this many requests, so many seconds apart; returns their references, newest first."""
    made = [make_request(received_at=START + dt.timedelta(seconds=place * apart)) for place in range(number)]
    return [row.reference for row in reversed(made)]


def walk(client: Client, address: str) -> list[list[str]]:
    pages = []
    for _page in range(10):
        page = client.get(REQUESTS + address)
        pages.append(references(page))
        if not page.context["cl"].has_next:
            return pages
        address = page.context["cl"].next_url
    raise AssertionError("no end of pages")


@pytest.mark.parametrize("apart", [0, 1])
@pytest.mark.parametrize(("number", "sizes"), [(50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
def test_every_row_comes_once_and_in_order(noor: User, number: int, sizes: list[int], apart: int) -> None:
    """Also when all requests were received at the same time."""
    all_of_them = many(number, apart)
    pages = walk(browser(noor), "")
    assert [len(page) for page in pages] == sizes
    assert list(chain(*pages)) == all_of_them


def test_oldest_first_is_the_same_the_other_way_round(noor: User) -> None:
    all_of_them = many(60)
    client = browser(noor)
    turned = client.get(REQUESTS).context["cl"].turned_url
    assert list(chain(*walk(client, turned))) == all_of_them[::-1]
    assert client.get(REQUESTS + turned).context["cl"].turned_url == "?"


def test_back_leads_to_the_page_before_and_first_to_the_first(noor: User) -> None:
    many(120)
    client = browser(noor)
    first = client.get(REQUESTS)
    second = client.get(REQUESTS + first.context["cl"].next_url)
    third = client.get(REQUESTS + second.context["cl"].next_url)
    assert references(client.get(REQUESTS + third.context["cl"].previous_url)) == references(second)
    again = client.get(REQUESTS + second.context["cl"].previous_url)
    assert references(again) == references(first)
    assert not again.context["cl"].has_previous
    assert references(client.get(REQUESTS + third.context["cl"].first_url)) == references(first)


def test_what_comes_in_meanwhile_moves_no_row_to_another_page(noor: User) -> None:
    all_of_them = many(100)
    client = browser(noor)
    further = client.get(REQUESTS).context["cl"].next_url
    make_request()
    assert references(client.get(REQUESTS + further)) == all_of_them[50:]


def test_filters_go_along_and_another_filter_begins_at_the_first_page(noor: User) -> None:
    many(60)
    make_request("dog")
    client = browser(noor)
    first = client.get(f"{REQUESTS}?category=shopping")
    second = client.get(REQUESTS + first.context["cl"].next_url)
    assert len(references(second)) == 10
    links = [
        choice["query_string"]
        for spec in second.context["cl"].filter_specs
        for choice in spec.choices(second.context["cl"])
    ]
    assert not [link for link in links if "after" in link]


@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "2020",
        "20200320T100000.000000-",
        "20200320T100000.000000-x",
        "20200320T100000.000000--1",
        "20209920T100000.000000-1",
        "20200320T100000.000000-99999999999999999999",
        "20200320T100000.000000-\u0663",
        "\0",
    ],
)
def test_a_page_that_is_not_there(noor: User, place: str) -> None:
    client = browser(noor)
    assert client.get(REQUESTS, {"after": place}).status_code == 302
    assert client.get(REQUESTS, {"before": place, "e": "1"}).status_code == 400


@pytest.mark.parametrize("address", [REQUESTS, VOLUNTEERS])
def test_nothing_is_counted_and_nothing_is_asked_row_by_row(noor: User, address: str) -> None:
    client, numbers = browser(noor), set()
    client.get(address)
    for _time in range(2):
        for _number in range(30):
            make_request("dog", "phone")
            make_volunteer("dog", "phone")
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        numbers.add(len(asked))
        assert not [query["sql"] for query in asked if "COUNT(" in query["sql"].upper()]
        assert not [query["sql"] for query in asked if "OFFSET" in query["sql"].upper()]
    assert len(numbers) == 1


def test_an_empty_list_says_so_and_has_no_pages(noor: User) -> None:
    page = shown(browser(noor).get(REQUESTS))
    assert "There is nothing in this list." in page
    assert "Next page" not in page
