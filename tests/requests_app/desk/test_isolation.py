"""Karim sees nothing, anywhere, of a request that Noor took on."""

from __future__ import annotations

from typing import Any

import pytest

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest
from tests.builders import make_person, make_request
from tests.desk.desk_client import REQUESTS, browser, close, hand_over, messages, page_of, shown, take_on


@pytest.fixture
def of_noor(noor: User) -> HelpRequest:
    """Maria's request, which Noor took on for VGC."""
    request = make_request(person=make_person(name="Maria Unmistakable"), message="the green door")
    request.take_on(by=noor)
    return request


def addresses(request: Any) -> list[str]:
    page = f"{REQUESTS}{request.pk}"
    return [f"{page}/change/", f"{page}/history/", f"{page}/hand-over/", f"{page}/change/?x=1"]


def test_karim_does_not_see_what_noor_took_on(karim: User, of_noor: HelpRequest) -> None:
    client = browser(karim)
    for query in ("", f"?q={of_noor.reference}", "?place=ours", "?place=intake", "?state=open", "?postcode=1000"):
        page = client.get(f"{REQUESTS}{query}")
        # The search box repeats a reference that was typed there, so the rows are counted instead.
        assert page.context["cl"].result_count == 0
        assert "M.U." not in shown(page)


def test_what_noor_took_on_is_for_karim_like_what_does_not_exist(karim: User, of_noor: HelpRequest) -> None:
    client = browser(karim)
    for address in addresses(of_noor):
        missing = client.get(address.replace(str(of_noor.pk), "999999"))
        theirs = client.get(address)
        assert missing.status_code == theirs.status_code
        assert missing.content == theirs.content
    assert client.get(f"{REQUESTS}{of_noor.pk}/delete/").status_code == client.get(f"{REQUESTS}9/delete/").status_code


def test_karim_can_do_nothing_with_it_either(karim: User, of_noor: HelpRequest) -> None:
    client = browser(karim)
    item = of_noor.items.get()
    answers = [
        take_on(client, of_noor),
        hand_over(client, of_noor, to=karim.backoffice_id, reason="mine"),
        close(client, of_noor, "unmet"),
        client.post(page_of(of_noor), {"urgency": "today", "locality": of_noor.locality_id}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    of_noor.refresh_from_db()
    item.refresh_from_db()
    assert (of_noor.holder, item.state, of_noor.urgency) == (of_noor.holder, "open", "")
    assert of_noor.handovers.count() == 1


def test_an_item_of_another_request_is_not_closed_through_ones_own(karim: User, of_noor: HelpRequest) -> None:
    own = make_request()
    client = browser(karim)
    take_on(client, own)
    assert close(client, own, "unmet", item=of_noor.items.get()).status_code == 404
    assert of_noor.items.get().state == "open"


def test_leads_see_no_more_of_the_other_office_than_clerks(samira: User, of_noor: HelpRequest) -> None:
    client = browser(samira)
    assert client.get(page_of(of_noor)).status_code == 404
    assert client.get(REQUESTS).context["cl"].result_count == 0


def test_what_was_handled_and_is_held_by_nobody_is_for_leads(noor: User, els: User) -> None:
    request = make_request()
    request.items.get().leave_unmet(by=None)
    assert browser(noor).get(page_of(request)).status_code == 404
    client = browser(els)
    assert client.get(f"{REQUESTS}?place=nobody").context["cl"].result_count == 1
    assert client.get(f"{REQUESTS}?place=intake").context["cl"].result_count == 0
    assert "Your back office now holds" in messages(take_on(client, request))[0]
    assert browser(noor).get(page_of(request)).status_code == 200


def test_a_clerk_is_not_offered_what_nobody_holds(noor: User) -> None:
    page = browser(noor).get(REQUESTS)
    assert "place=nobody" not in page.content.decode()


def test_filters_name_no_person_no_staff_and_no_reference(karim: User, of_noor: HelpRequest) -> None:
    own = make_request(person=make_person(name="Zoé Visible"))
    page = (
        browser(karim).get(f"{REQUESTS}{own.pk}/change/").content.decode()
        + browser(karim).get(REQUESTS).content.decode()
    )
    for word in ("Unmistakable", "Maria", "noor", of_noor.reference, "green door"):
        assert word not in page


def test_after_a_handover_the_former_office_sees_nothing_and_the_new_one_everything(
    noor: User, karim: User, of_noor: HelpRequest
) -> None:
    client = browser(noor)
    page = hand_over(client, of_noor, to=karim.backoffice_id, reason="She speaks French")
    assert page.redirect_chain == [(REQUESTS, 302)]
    assert f"holds {of_noor.reference}; you can no longer see it." in messages(page)[0]
    assert client.get(page_of(of_noor)).status_code == 404
    assert client.get(REQUESTS).context["cl"].result_count == 0
    theirs = shown(browser(karim).get(page_of(of_noor)))
    assert "She speaks French" in theirs
    assert "Maria Unmistakable" in theirs


def test_a_correction_sent_after_a_handover_changes_nothing(noor: User, karim: User, of_noor: HelpRequest) -> None:
    client = browser(noor)
    hand_over(client, of_noor, to=karim.backoffice_id, reason="She speaks French")
    answer = client.post(page_of(of_noor), {"locality": of_noor.locality_id, "urgency": "today", "by_when": ""})
    assert answer.status_code == 404
    of_noor.refresh_from_db()
    assert of_noor.urgency == ""


def test_a_request_of_the_intake_is_read_by_both_and_corrected_by_none(noor: User, karim: User) -> None:
    request = make_request(message="the green door")
    for user in (noor, karim):
        client = browser(user)
        page = client.get(page_of(request))
        assert "the green door" in shown(page)
        assert 'name="urgency"' not in page.content.decode()
        form = {"locality": request.locality_id, "urgency": "today", "by_when": ""}
        assert client.post(page_of(request), form).status_code == 403


def test_a_proof_of_having_seen_a_request_cannot_be_lent(noor: User, karim: User, els: User) -> None:
    request = make_request()
    proof = browser(els).get(page_of(request)).context["shown"]
    request.take_on(by=karim)
    assert take_on(browser(noor), request, shown=proof).status_code == 404
    assert take_on(browser(noor), request, shown="forged").status_code == 404
    assert take_on(browser(els), make_request(), shown=proof).status_code == 200


def test_a_proof_tells_nothing_of_what_nobody_holds(noor: User) -> None:
    request = make_request()
    client = browser(noor)
    proof = client.get(page_of(request)).context["shown"]
    request.items.get().leave_unmet(by=None)
    assert take_on(client, request, shown=proof).status_code == 404
    request.refresh_from_db()
    assert request.holder is None
