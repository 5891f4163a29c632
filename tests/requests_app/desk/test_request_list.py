"""The list of help requests and the page of one: what a clerk reads there."""

from __future__ import annotations

import datetime as dt
import re
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Category
from requests_app.desk.filters import in_state
from requests_app.models import HelpRequest, Match, RequestItem
from requests_app.states import State
from tests.builders import brussels, make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, ROLE_QUERIES, browser, page_of, shown, take_on


def rows(page: Any) -> set[str]:
    return {row.reference for row in page.context["cl"].result_list}


def test_a_row_says_what_is_needed_to_choose_without_naming_the_person(noor: User) -> None:
    maria = make_person(name="Maria Peeters")
    request = make_request("dog", "shopping", person=maria, postcode="1020", received_at=brussels("2020-04-01T10:00"))
    page = shown(browser(noor).get(REQUESTS))
    for word in (request.reference, "M.P.", "1020", "Groceries, Dog walking", "2020", "years", "open", "nobody"):
        assert word in page
    assert "Maria" not in page
    assert "Peeters" not in page


def test_labels_are_in_the_language_of_the_clerk(noor: User) -> None:
    make_request("dog", postcode="1020")
    assert "Promener le chien" in shown(browser(noor, "fr").get(REQUESTS))
    assert "Laeken" in shown(browser(noor, "fr").get(REQUESTS))
    assert "Hond uitlaten" in shown(browser(noor, "nl").get(REQUESTS))


@pytest.mark.parametrize("query", ["", "?place=intake&state=open&category=dog&postcode=1000"])
def test_the_number_of_queries_does_not_grow_with_the_list(noor: User, query: str) -> None:
    client = browser(noor)
    counts = []
    for added in (5, 25):
        for _number in range(added):
            make_request("dog", "shopping")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"{REQUESTS}{query}").context["cl"].result_count in (5, 30)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 9 + ROLE_QUERIES


def test_a_page_holds_fifty_rows_and_a_page_that_is_not_there_leads_back(noor: User) -> None:
    for _number in range(51):
        make_request()
    client = browser(noor)
    page = client.get(REQUESTS)
    assert len(rows(page)) == 50
    assert len(rows(client.get(f"{REQUESTS}?all="))) == 50
    assert len(rows(client.get(REQUESTS + page.context["cl"].next_url))) == 1
    assert client.get(f"{REQUESTS}?after=nowhere").status_code == 302
    assert client.get(f"{REQUESTS}?after=nowhere&e=1").status_code == 400


def test_the_filters_narrow_the_list(noor: User, karim: User) -> None:
    client = browser(noor)
    new, own, theirs = make_request("dog"), make_request(postcode="1020"), make_request()
    take_on(client, own)
    theirs.take_on(by=karim)
    both = {new.reference, own.reference}
    assert rows(client.get(REQUESTS)) == both
    assert rows(client.get(f"{REQUESTS}?place=intake")) == {new.reference}
    assert rows(client.get(f"{REQUESTS}?place=ours")) == {own.reference}
    assert rows(client.get(f"{REQUESTS}?category=dog")) == {new.reference}
    assert rows(client.get(f"{REQUESTS}?postcode=1020")) == {own.reference}
    assert rows(client.get(f"{REQUESTS}?state=open")) == both
    assert rows(client.get(f"{REQUESTS}?state=open&place=ours&category=dog")) == set()


def test_an_empty_list_says_so(noor: User) -> None:
    assert "There is nothing in this list." in shown(browser(noor).get(REQUESTS))


def test_the_state_filter_agrees_with_the_state_of_every_row(db: None) -> None:
    slugs = ["phone", "letter", "shopping"]
    for size in (1, 2, 3):
        for states in combinations_with_replacement(State.values, size):
            request = make_request(*slugs[:size])
            for item, state in zip(request.items.all(), states, strict=True):
                RequestItem.objects.filter(pk=item.pk).update(state=state)
    everything = list(HelpRequest.objects.prefetch_related("items"))
    for state in State.values:
        found = set(in_state(HelpRequest.objects.all(), state).values_list("pk", flat=True))
        assert found == {request.pk for request in everything if request.state == state}, state


def test_an_item_that_was_set_aside_is_not_asked_for_any_more(noor: User) -> None:
    request = make_request("dog", "shopping")
    request.items.filter(category__slug="dog").update(set_aside_at=request.received_at)
    client = browser(noor)
    assert "Groceries" in shown(client.get(page_of(request)))
    table = client.get(REQUESTS).content.decode().split('id="result_list"')[1].split("</table>")[0]
    assert "Dog walking" not in table
    assert rows(client.get(f"{REQUESTS}?category=dog")) == set()


@pytest.mark.parametrize(
    "spell", [str, str.lower, lambda r: r.replace("-", ""), lambda r: f" {r[:5]} ", lambda r: r[:2]]
)
def test_a_reference_is_found_however_it_is_written(noor: User, spell: Any) -> None:
    request = make_request()
    HelpRequest.objects.filter(pk=request.pk).update(reference="CDF-GHJ-KMN")
    make_request()
    assert rows(browser(noor).get(REQUESTS, {"q": spell("CDF-GHJ-KMN")})) == {"CDF-GHJ-KMN"}


def test_a_name_or_a_message_is_not_searched(noor: User) -> None:
    make_request(person=make_person(name="Maria Peeters"), message="the green door")
    assert rows(browser(noor).get(REQUESTS, {"q": "Maria"})) == set()


def test_on_a_small_screen_each_cell_says_of_which_column_it_is(noor: User) -> None:
    make_request(urgency="today")
    page = browser(noor).get(REQUESTS).content.decode()
    assert re.search(r'<td data-label="How urgent" class="[^"]+">today</td>', page)
    assert '<th class="field-reference' in page


def test_newest_comes_first_and_a_click_turns_it_round(noor: User) -> None:
    old = make_request(received_at=brussels("2020-03-20T10:00"))
    new = make_request(received_at=brussels("2020-04-20T10:00"))
    client = browser(noor)
    listed = [row.reference for row in client.get(REQUESTS).context["cl"].result_list]
    assert listed == [new.reference, old.reference]
    turned = [row.reference for row in client.get(f"{REQUESTS}?oldest=yes").context["cl"].result_list]
    assert turned == [old.reference, new.reference]


def test_the_page_shows_the_person_and_how_to_reach_them(noor: User) -> None:
    person = make_person(name="Maria Peeters", street="Green Street", number="5 bus 2", languages=["ar", "nl"])
    person.write_phone("02 / 511.00.00")
    person.save()
    request = make_request(person=person, message="Line one\nLine two <b>", urgency="today")
    page = browser(noor).get(page_of(request))
    for words in ("Maria Peeters", "02 / 511.00.00", "Green Street 5 bus 2", "Arabic, Dutch", "Nederlands", "today"):
        assert words in shown(page)
    assert 'href="tel:+3225110000"' in page.content.decode()
    assert f'href="mailto:{person.email}"' in page.content.decode()
    assert "Line one<br>Line two &lt;b&gt;" in page.content.decode()
    assert "Languages" in shown(page)


def test_a_phone_number_that_cannot_be_read_is_flagged(noor: User) -> None:
    person = make_person()
    person.write_phone("call my neighbour 12")
    person.save()
    page = browser(noor).get(page_of(make_request(person=person)))
    assert "call my neighbour 12 This number could not be read as a phone number." in shown(page)
    assert 'href="tel:' not in page.content.decode()


def test_who_asks_for_somebody_else_is_shown_only_then(noor: User) -> None:
    asked_by = {"on_behalf_name": "Sofie", "on_behalf_phone": "0470 12 34 56", "on_behalf_relation": "family"}
    client = browser(noor)
    page = client.get(page_of(make_request(**asked_by, on_behalf_agreed=True)))
    assert "Asked by somebody else" in shown(page)
    assert 'href="tel:+32470123456"' in page.content.decode()
    assert "Asked by somebody else" not in shown(client.get(page_of(make_request())))


def test_a_erased_person_leaves_a_page_that_says_so(noor: User) -> None:
    request = make_request(message="the green door")
    request.person.erase()
    client = browser(noor)
    page = shown(client.get(page_of(request)))
    assert "This person’s data was erased on" in page
    assert "the green door" not in page
    assert client.get(REQUESTS).status_code == 200


def test_the_page_tells_what_happened_oldest_first(noor: User, karim: User) -> None:
    request = make_request()
    request.take_on(by=noor)
    request.hand_over(to=karim.backoffice, by=noor, reason="She speaks French")
    request.items.get().refer(by=karim)
    page = browser(karim).get(page_of(request))
    assert [event.what for event in page.context["history"]] == [
        "The help request was received.",
        "Flemish Community Commission (VGC) holds the request.",
        "French Community Commission (COCOF) holds the request.",
        "“Groceries”: from “open” to “referred”.",
    ]
    assert [event.by for event in page.context["history"]] == ["the resident", "noor", "noor", "karim"]


def test_what_a_volunteer_answers_by_link_is_their_own(noor: User) -> None:
    request = make_request("dog", channel="phone")
    request.take_on(by=noor)
    Match.propose(request.items.get(), make_volunteer("dog"), by=noor).decline(by=None)
    history = browser(noor).get(page_of(request)).context["history"]
    assert [event.by for event in history if "declined" in event.what] == ["the volunteer"]
    assert history[0].by == "–"


def test_no_title_says_a_name(noor: User) -> None:
    request = make_request(person=make_person(name="Maria Peeters"))
    title = browser(noor).get(page_of(request)).content.decode().split("<title>")[1].split("</title>")[0]
    assert request.reference in title
    assert "Maria" not in title


def test_the_start_page_counts_what_is_new_and_what_waits(noor: User, karim: User) -> None:
    client = browser(noor)
    new, own, closed = make_request(), make_request(), make_request()
    for request in (own, closed):
        request.take_on(by=noor)
    closed.items.get().leave_unmet(by=noor)
    make_request().take_on(by=karim)
    lines = client.get("/admin/").context["work"]
    counted = {(line.group, line.label): line.count for line in lines if line.count}
    assert counted == {
        ("", "New in the intake"): 1,
        ("Followed up by me", "Find a volunteer"): 1,
        ("Our back office", "Find a volunteer"): 1,
    }
    for line in lines:
        if line.count is not None:
            assert len(rows(client.get(line.url))) == line.count, line
    assert {line.url: rows(client.get(line.url)) for line in lines if line.count} == {
        f"{REQUESTS}?place=intake": {new.reference},
        f"{REQUESTS}?clerk=me&waits=match": {own.reference},
        f"{REQUESTS}?place=ours&waits=match": {own.reference},
    }


def test_the_start_page_has_no_work_for_who_works_in_no_back_office(lies: User, administrator: User) -> None:
    make_request()
    for user in (lies, administrator):
        assert browser(user).get("/admin/").context["work"] == []


def test_the_page_costs_as_much_for_many_items_as_for_one(noor: User) -> None:
    client = browser(noor)
    slugs = list(Category.objects.filter(residents_may_ask=True).values_list("slug", flat=True))
    client.get(page_of(make_request()))  # Django caches the content types on the first page
    counts = []
    for request in (make_request("dog"), make_request(*slugs)):
        request.take_on(by=noor)
        for item in request.items.all():
            item.leave_unmet(by=noor)
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(request))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_age_of_a_request_is_shown_in_words(noor: User) -> None:
    now = dt.datetime.now(dt.UTC)
    make_request(received_at=now - dt.timedelta(days=3))
    assert "3 days" in shown(browser(noor).get(REQUESTS)).replace("\xa0", " ")


def test_what_was_set_aside_says_so_in_its_list(noor: User) -> None:
    request = make_request()
    request.take_on(by=noor)
    request.set_aside("test", by=noor)
    table = shown(browser(noor).get(f"{REQUESTS}?aside=yes")).split(request.reference)[1]
    assert "set aside" in table.split("noor")[0]


def test_a_search_leaves_the_filters_and_finds_in_the_whole(noor: User) -> None:
    request = make_request()
    request.take_on(by=noor)
    page = " ".join(browser(noor).get(f"{REQUESTS}?place=intake").content.decode().split())
    assert f'<form id="toolbar" method="post" action="{REQUESTS}" role="search">' in page
