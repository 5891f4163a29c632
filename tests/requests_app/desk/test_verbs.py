"""The buttons on the page of a help request: what a clerk presses, and what the page then says."""

from __future__ import annotations

import pytest
from django.test import Client

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Locality
from requests_app.models import HelpRequest, Match, StatusChange
from requests_app.states import State
from tests.builders import make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, close, hand_over, messages, page_of, shown, take_on
from volunteers.models import InsuranceCheck


@pytest.fixture
def ours(noor: User) -> HelpRequest:
    """A request for groceries and a dog walk that Noor took on."""
    request = make_request("shopping", "dog")
    request.take_on(by=noor)
    return request


def test_noor_takes_a_request_on_with_one_click(noor: User) -> None:
    request = make_request()
    client = browser(noor)
    assert "Take on" in shown(client.get(page_of(request)))
    page = take_on(client, request)
    assert page.redirect_chain == [(page_of(request), 302)]
    assert messages(page) == [f"Your back office now holds {request.reference}."]
    request.refresh_from_db()
    assert request.holder == noor.backoffice
    assert request.handovers.get().by == noor
    assert "Take on" not in shown(page)


def test_a_verb_is_a_button_not_a_link(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    assert client.get(f"{REQUESTS}{ours.pk}/take-on/").status_code == 405
    assert client.get(f"{REQUESTS}{ours.pk}/items/{ours.items.first().pk}/unmet/").status_code == 405


def test_a_verb_needs_the_token_of_the_page(noor: User) -> None:
    request = make_request()
    client = Client(enforce_csrf_checks=True)
    client.force_login(noor)
    assert client.post(f"{REQUESTS}{request.pk}/take-on/").status_code == 403
    assert client.post("/staff/language/", {"language": "fr"}).status_code == 403


def test_of_two_clerks_of_two_offices_the_second_reads_who_has_it(noor: User, karim: User) -> None:
    request = make_request()
    his = browser(karim)
    proof = his.get(page_of(request)).context["shown"]
    take_on(browser(noor), request)
    page = take_on(his, request, shown=proof)
    assert page.redirect_chain == [(REQUESTS, 302)]
    assert messages(page) == [f"{request.reference} has already been taken on by Flemish Community Commission (VGC)."]
    request.refresh_from_db()
    assert request.holder == noor.backoffice


def test_of_two_clerks_of_one_office_the_second_reads_it_on_the_page(noor: User, els: User) -> None:
    request = make_request()
    take_on(browser(noor), request)
    page = take_on(browser(els), request)
    assert page.redirect_chain == [(page_of(request), 302)]
    assert "has already been taken on by" in messages(page)[0]
    assert request.handovers.count() == 1


def test_a_request_that_is_set_aside_is_shown_as_such_and_not_taken_on(noor: User) -> None:
    request = make_request()
    request.set_aside("a test of ours")
    client = browser(noor)
    page = shown(client.get(page_of(request)))
    assert "a test of ours" in page
    assert "Take on" not in page
    assert messages(take_on(client, request)) == [f"{request.reference} is set aside."]


def test_handing_over_asks_to_whom_and_why(noor: User, ours: HelpRequest) -> None:
    page = browser(noor).get(f"{REQUESTS}{ours.pk}/hand-over/")
    assert "French Community Commission (COCOF)" in shown(page)
    assert "Flemish Community Commission" not in shown(page)
    # There is only one other back office, so it is already chosen.
    assert page.content.decode().count("checked") == 1


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_handing_over_without_a_reason_keeps_the_page_and_says_what_to_do(
    noor: User, karim: User, ours: HelpRequest, reason: str
) -> None:
    page = hand_over(browser(noor), ours, to=karim.backoffice_id, reason=reason)
    assert "Say why you are handing the request over." in shown(page)
    assert "<title>Error:" in " ".join(page.content.decode().split()).replace("<title> ", "<title>")
    assert ours.handovers.count() == 1


@pytest.mark.parametrize("to", ["", "999999", "x", "0"])
def test_handing_over_to_nobody_keeps_the_reason_that_was_typed(noor: User, ours: HelpRequest, to: str) -> None:
    page = hand_over(browser(noor), ours, to=to, reason="She speaks French")
    assert "Choose another back office." in shown(page)
    assert "She speaks French" in shown(page)


def test_a_byte_that_cannot_be_stored_is_told_on_the_page(noor: User, karim: User, ours: HelpRequest) -> None:
    for form in ({"to": "\0", "reason": "x"}, {"to": str(karim.backoffice_id), "reason": "a\0b"}):
        page = hand_over(browser(noor), ours, **form)
        assert page.status_code == 200
        assert page.context["form"].errors
    assert ours.handovers.count() == 1


def test_handing_over_to_ones_own_office_is_refused(noor: User, ours: HelpRequest) -> None:
    assert "Choose another back office." in shown(hand_over(browser(noor), ours, to=noor.backoffice_id, reason="x"))


def test_what_is_in_the_intake_cannot_be_handed_over_or_closed(noor: User, karim: User) -> None:
    request = make_request()
    client = browser(noor)
    page = client.get(page_of(request))
    assert "Hand over" not in shown(page)
    assert "Nobody could be found" not in shown(page)
    sentence = f"Your back office does not hold {request.reference}."
    assert messages(hand_over(client, request, to=karim.backoffice_id, reason="x")) == [sentence]
    assert messages(close(client, request, "unmet")) == [sentence]
    assert request.items.get().state == "open"
    request.refresh_from_db()
    assert request.handled_at is None


@pytest.mark.parametrize("state", ["unmet", "referred", "withdrawn"])
def test_an_open_item_is_closed_and_leaves_a_line_of_history(noor: User, ours: HelpRequest, state: str) -> None:
    item = ours.items.get(category__slug="dog")
    page = close(browser(noor), ours, state, item=item)
    item.refresh_from_db()
    assert item.state == state
    assert StatusChange.objects.get(item=item).by == noor
    assert messages(page) == [f"“Dog walking” is now “{state}”."]
    assert f"“Dog walking”: from “open” to “{state}”. noor" in shown(page)


def test_only_possible_moves_have_a_button(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    dog = ours.items.get(category__slug="dog")
    page = shown(client.get(page_of(ours)))
    assert page.count("Nobody could be found") == 2
    assert "The help was given" not in page
    match = Match.propose(dog, make_volunteer("dog"), noor)
    page = shown(client.get(page_of(ours)))
    assert page.count("Nobody could be found") == 1
    assert "The help was given" not in page
    InsuranceCheck.record(match.volunteer, "insured", "phone")
    match.accept(noor)
    assert shown(client.get(page_of(ours))).count("The help was given") == 1
    client.post(f"{REQUESTS}{ours.pk}/matches/{match.pk}/done/")
    dog.refresh_from_db()
    assert dog.state == State.DONE
    page = shown(client.get(page_of(ours)))
    assert page.count("Close “") == 1


def test_a_move_that_is_not_possible_becomes_a_message_that_names_both_states(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    close(client, ours, "unmet")
    page = close(client, ours, "withdrawn")
    assert messages(page) == ["An item that is “unmet” cannot become “withdrawn”."]
    assert StatusChange.objects.count() == 1


@pytest.mark.parametrize("state", ["open", "matched", "done", "nonsense"])
def test_an_item_is_closed_in_no_other_way(noor: User, ours: HelpRequest, state: str) -> None:
    assert close(browser(noor), ours, state).status_code == 404


def test_the_holding_office_corrects_locality_and_urgency(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    laken = Locality.objects.get(postcode="1020")
    form = {"locality": laken.pk, "urgency": "today", "by_when": "2020-04-30"}
    assert client.post(page_of(ours), form).status_code == 302
    ours.refresh_from_db()
    assert (ours.locality, ours.urgency, ours.by_when.isoformat()) == (laken, "today", "2020-04-30")


def test_nothing_else_is_changed_by_a_form_that_says_more(noor: User, karim: User, ours: HelpRequest) -> None:
    form = {"locality": ours.locality_id, "urgency": "", "by_when": "", "holder": karim.backoffice_id}
    form |= {"channel": "paper", "reference": "AAA-AAA-AAA", "handled_at": "", "person": "1", "set_aside_at_0": "x"}
    before = HelpRequest.objects.values().get(pk=ours.pk)
    browser(noor).post(page_of(ours), form)
    assert HelpRequest.objects.values().get(pk=ours.pk) == before


@pytest.mark.parametrize(
    "wrong",
    [{"locality": "999999"}, {"locality": "\0"}, {"urgency": "\0"}, {"by_when": "0000-99-99"}, {"by_when": "\0"}],
)
def test_a_correction_that_cannot_be_is_told_on_the_page(noor: User, ours: HelpRequest, wrong: dict[str, str]) -> None:
    form = {"locality": str(ours.locality_id), "urgency": "", "by_when": ""} | wrong
    page = browser(noor).post(page_of(ours), form)
    assert page.status_code == 200
    assert page.context["errors"]


def test_messages_are_in_the_language_of_the_clerk(noor: User, ours: HelpRequest) -> None:
    close(browser(noor), ours, "unmet")
    page = close(browser(noor, "fr"), ours, "unmet", item=ours.items.get(category__slug="dog"))
    assert "Promener le chien" in messages(page)[0]
