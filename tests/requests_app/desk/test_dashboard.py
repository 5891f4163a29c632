"""The start page: what is waiting, for whom, and what is late; and demand and supply of both offices together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brusselshelps.accounts.models import User
from brusselshelps.desk.dashboard import WorkLine
from requests_app.desk.filters import is_late, late
from requests_app.models import HelpRequest, Match
from tests.builders import brussels, make_check, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, shown

pytestmark = pytest.mark.django_db
NOON = brussels("2020-04-15T12:00")
TILES = ("match", "answer", "insurance", "help")


def listed(user: User, query: str) -> set[str]:
    return {row.reference for row in browser(user).get(f"{REQUESTS}?{query}").context["cl"].result_list}


def ours(by: User, category: str = "phone", **fields: Any) -> HelpRequest:
    request = make_request(category, **fields)
    request.take_on(by)
    return request


def proposed(request: HelpRequest) -> Match:
    item = request.items.get()
    return Match.propose(item, make_volunteer(item.category.slug), by=None)


def test_a_request_moves_from_one_tile_to_the_next(noor: User) -> None:
    def stands_only_under(kind: str) -> None:
        for tile in TILES:
            assert listed(noor, f"place=ours&waits={tile}") == ({request.reference} if tile == kind else set())

    request = ours(noor, "dog")
    stands_only_under("match")
    match = proposed(request)
    stands_only_under("answer")
    match.say_yes()
    stands_only_under("insurance")
    make_check(match.volunteer)
    match.accept()
    stands_only_under("help")
    match.finish(by=noor)
    assert not [line for line in browser(noor).get("/admin/").context["work"] if line.count]


def test_mine_is_what_i_follow_up_and_ours_is_that_of_the_office(noor: User, els: User, karim: User) -> None:
    mine, colleagues, theirs = ours(noor), ours(els), ours(karim)
    assert listed(noor, "clerk=me") == {mine.reference}
    assert listed(noor, "place=ours") == {mine.reference, colleagues.reference}
    assert theirs.reference not in listed(noor, "waits=match")


@pytest.mark.parametrize(
    ("fields", "hours_ago", "expected"),
    [
        ({"urgency": "today"}, 11, False),
        ({"urgency": "today"}, 13, True),
        ({"urgency": "this_week"}, 24 * 7, False),
        ({"urgency": "this_week"}, 24 * 8, True),
        ({"urgency": "can_wait"}, 24 * 14, False),
        ({"urgency": ""}, 24 * 15, True),
        ({"by_when": dt.date(2020, 4, 15)}, 24 * 30, False),
        ({"by_when": dt.date(2020, 4, 14), "urgency": "can_wait"}, 1, True),
    ],
)
def test_late_is_after_the_day_that_was_named_or_what_its_urgency_allows(
    noor: User, time_machine: Any, fields: dict[str, Any], hours_ago: int, expected: bool
) -> None:
    time_machine.move_to(NOON, tick=False)
    request = ours(noor, received_at=NOON - dt.timedelta(hours=hours_ago), **fields)
    assert is_late(request) is expected
    assert late(HelpRequest.objects.all()).exists() is expected
    assert (listed(noor, "late=yes") == {request.reference}) is expected
    request.items.get().withdraw(by=None)
    request.refresh_from_db()
    assert not is_late(request)
    assert not late(HelpRequest.objects.all()).exists()


def test_today_is_a_day_in_brussels(noor: User, time_machine: Any) -> None:
    time_machine.move_to(brussels("2020-04-16T00:30"), tick=False)
    assert is_late(ours(noor, received_at=brussels("2020-04-15T23:59"), urgency="today"))


def test_the_list_says_in_a_word_what_is_late(noor: User) -> None:
    ours(noor, by_when=dt.date(2020, 4, 14))
    page = browser(noor).get(REQUESTS).content.decode()
    assert '<strong class="flag">late</strong>' in page.split('id="result_list"')[1]


def test_what_is_set_aside_stands_in_its_own_list_only(noor: User) -> None:
    request = ours(noor)
    request.set_aside("spam", by=noor)
    for query in ("", "place=ours", "waits=match", "state=open", "clerk=me"):
        assert listed(noor, query) == set()
    assert listed(noor, "aside=yes") == {request.reference}
    found = browser(noor).post(REQUESTS, {"q": request.reference}).context["cl"].result_list
    assert [row.reference for row in found] == [request.reference]


def test_the_weather_counts_both_offices_together_and_says_where_volunteers_run_short(noor: User, karim: User) -> None:
    for request in (ours(noor, "dog", postcode="1020"), ours(karim, "dog"), make_request("phone")):
        assert request.pk
    make_volunteer("phone")
    make_volunteer("dog", postcode="")
    client = browser(noor)
    balances = client.get("/admin/").context["balances"]
    numbers = {each.name: (each.demand, each.supply, each.is_short) for each in balances}
    assert numbers["Dog walking"] == (2, 1, True)
    assert numbers["Phone calls"] == (1, 1, False)
    assert numbers["Face masks"] == (0, 0, False)
    page = client.get(f"{REQUESTS}weather/")
    assert "not enough volunteers" in shown(page)
    rows = {
        getattr(place, "postcode", "outside"): {each.name: (each.demand, each.supply) for each in cells}
        for place, cells in page.context["rows"]
    }
    assert rows["1020"]["Dog walking"] == (1, 0)
    assert rows["outside"]["Dog walking"] == (0, 1)
    assert len(rows) == 23


def test_who_works_in_no_back_office_sees_no_weather(lies: User, administrator: User) -> None:
    for user in (lies, administrator):
        client = browser(user)
        assert "balances" not in client.get("/admin/").context
        assert client.get(f"{REQUESTS}weather/").status_code == 403


def test_the_start_page_asks_as_much_for_many_as_for_one(noor: User) -> None:
    client, numbers = browser(noor), set()
    for _time in range(2):
        for _number in range(5):
            proposed(ours(noor))
            make_request()
        client.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        numbers.add(len(asked))
    assert len(numbers) == 1


def test_a_count_past_a_thousand_is_not_counted_further() -> None:
    assert not WorkLine("x", 1000, "y").number.endswith("+")
    assert WorkLine("x", 1001, "y").number.endswith("+")


def test_what_nobody_of_us_follows_up_and_what_waits_too_long_in_the_intake_have_a_line(
    noor: User, karim: User
) -> None:
    handed = ours(karim)
    handed.hand_over(to=noor.backoffice, by=karim, reason="They live nearer to you.")
    old = make_request(received_at=NOON)
    make_request()
    lines = {line.label: line for line in browser(noor).get("/admin/").context["work"]}
    nobody, waits = lines["Followed up by none of us"], lines["Of these, late"]
    assert (nobody.count, waits.count) == (1, 1)
    assert listed(noor, nobody.url.partition("?")[2]) == {handed.reference}
    assert listed(noor, waits.url.partition("?")[2]) == {old.reference}
    handed.follow_up(by=noor)
    assert listed(noor, "clerk=nobody") == set()
