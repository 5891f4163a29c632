"""What the desk says about retention: what is erased soon, and what a lead keeps because of a law or a claim."""

from __future__ import annotations

import pytest

from brusselshelps.accounts.models import User
from brusselshelps.people.models import LegalHold, PersonMerge
from tests.builders import make_need, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, messages, page_of, shown
from tests.people.aged_rows import days_ago, request_of

pytestmark = pytest.mark.django_db
HOLD = f"{REQUESTS}hold/"
SOON = "Still open and soon to be erased"


def test_the_start_page_warns_of_what_still_waits_after_a_hundred_and_fifty_days(noor: User) -> None:
    request_of(149)
    assert SOON not in shown(browser(noor).get("/admin/"))
    row = request_of(151)
    closed = request_of(160, closed=1)
    assert f"1 {SOON}" in shown(browser(noor).get("/admin/"))
    listed = shown(browser(noor).get(f"{REQUESTS}?erased=soon"))
    assert row.reference in listed
    assert closed.reference not in listed
    assert "To be erased on" in shown(browser(noor).get(page_of(row)))


def test_the_start_page_warns_of_needs_of_organisations_too(noor: User) -> None:
    soon = "Needs of organisations, still open and soon to be erased"
    make_need(organisation="Azalea", received_at=days_ago(149))
    assert soon not in shown(browser(noor).get("/admin/"))
    make_need(organisation="Begonia", received_at=days_ago(151))
    make_need(organisation="Camelia", received_at=days_ago(151), closed_at=days_ago(1))
    assert f"1 {soon}" in shown(browser(noor).get("/admin/"))
    listed = shown(browser(noor).get("/admin/requests_app/organisationneed/?erased=soon"))
    assert [name for name in ("Azalea", "Begonia", "Camelia") if name in listed] == ["Begonia"]


def test_of_the_other_office_nothing_is_told(noor: User, karim: User) -> None:
    row = request_of(151)
    row.take_on(by=karim)
    assert SOON not in shown(browser(noor).get("/admin/"))
    assert SOON in shown(browser(karim).get("/admin/"))


@pytest.mark.parametrize("kind", ["request", "volunteer"])
def test_a_lead_puts_a_hold_and_ends_it(els: User, noor: User, kind: str) -> None:
    row = request_of(1) if kind == "request" else make_volunteer()
    lead, clerk = browser(els), browser(noor)
    assert f"{HOLD}{kind}/{row.pk}/" in lead.get(page_of(row)).content.decode()
    assert f"{HOLD}{kind}/{row.pk}/" not in clerk.get(page_of(row)).content.decode()
    lead.post(f"{HOLD}{kind}/{row.pk}/", {"reason": "a claim of hers"})
    hold = LegalHold.objects.get()
    assert (hold.person_id, hold.by, hold.reason) == (row.person_id, els, "a claim of hers")
    assert "a claim of hers" in shown(lead.get(page_of(row)))
    of_clerk = shown(clerk.get(page_of(row)))
    assert "Nothing about this person has been erased" in of_clerk
    assert "a claim of hers" not in of_clerk
    answer = lead.post(f"{HOLD}{kind}/{row.pk}/end/{hold.pk}/", follow=True)
    assert messages(answer) == ["The legal hold has ended. The usual periods apply again."]
    hold.refresh_from_db()
    assert hold.ended_by == els


def test_ending_a_hold_says_first_and_last_that_who_asked_to_be_erased_is_erased(els: User, noor: User) -> None:
    row = request_of(1)
    hold = LegalHold.put_on(row.person, "a claim of hers", by=els)
    row.person.erase()
    page = shown(browser(els).get(page_of(row)))
    assert "Once the hold ends, it will be erased within minutes" in page
    assert "Yes, end the legal hold" in page
    answer = browser(els).post(f"{HOLD}request/{row.pk}/end/{hold.pk}/", follow=True)
    assert messages(answer) == [
        "The hold has ended. This person asked for their data to be erased: it is being erased now."
    ]
    history = [(event.what, event.by) for event in answer.context["history"]]
    assert ("A legal hold was placed on this data.", "els") in history
    assert ("The legal hold ended.", "els") in history
    assert "a claim of hers" not in shown(browser(noor).get(page_of(row)))


def test_a_hold_that_ended_by_itself_is_told_with_its_day(els: User) -> None:
    row = request_of(9)
    LegalHold.objects.create(person=row.person, reason="x", by=els, until=days_ago(2).date(), since=days_ago(5))
    told = browser(els).get(page_of(row)).context["history"]
    assert [(event.what, event.by) for event in told][-1] == ("The legal hold ended.", "–")


def test_what_happened_tells_of_merges_with_rows_one_may_see(noor: User, els: User, karim: User) -> None:
    row, ours, theirs = request_of(3), request_of(2), request_of(1)
    theirs.take_on(by=karim)
    PersonMerge.say_same(row.person, ours.person, by=noor).undo(by=els)
    PersonMerge.say_same(row.person, theirs.person, by=karim)

    def told(user: User) -> list[tuple[str, str]]:
        events = browser(user).get(page_of(row)).context["history"]
        return [(event.what, event.by) for event in events if "same person" in event.what.casefold()]

    known = [
        (f"Same person as {ours.reference}.", "noor"),
        (f"No longer the same person as {ours.reference}.", "els"),
    ]
    assert told(noor) == known
    assert told(karim) == [*known, (f"Same person as {theirs.reference}.", "karim")]


def test_a_clerk_may_not_and_another_office_finds_nothing(noor: User, els: User, samira: User) -> None:
    row = request_of(1)
    row.take_on(by=els)
    hold = LegalHold.put_on(row.person, "a claim", by=els)
    for user, status in ((noor, 403), (samira, 404)):
        client = browser(user)
        assert client.get(f"{HOLD}request/{row.pk}/").status_code == status
        assert client.post(f"{HOLD}request/{row.pk}/", {"reason": "x"}).status_code == status
        assert client.post(f"{HOLD}request/{row.pk}/end/{hold.pk}/").status_code == status
    assert browser(els).post(f"{HOLD}other/{row.pk}/", {"reason": "x"}).status_code == 404
    assert LegalHold.objects.standing().count() == 1


def test_a_hold_of_somebody_else_is_not_ended_by_way_of_a_row_of_ours(els: User, samira: User) -> None:
    ours, theirs = request_of(1), request_of(1)
    theirs.take_on(by=samira)
    hold = LegalHold.put_on(theirs.person, "their claim", by=samira)
    PersonMerge.objects.create(kept=ours.person, merged=theirs.person, by=samira)
    client = browser(els)
    assert client.post(f"{HOLD}request/{ours.pk}/end/{hold.pk}/").status_code == 404
    assert "their claim" not in shown(client.get(page_of(ours)))


def test_without_a_reason_or_with_a_day_that_is_over_a_sentence_says_what_to_do(els: User) -> None:
    row = request_of(1)
    client = browser(els)
    assert "Say which law or claim" in shown(client.post(f"{HOLD}request/{row.pk}/", {"reason": " "}))
    over = client.post(f"{HOLD}request/{row.pk}/", {"reason": "why", "until": "2020-01-01"})
    assert "Choose a day in the future" in shown(over)
    assert not LegalHold.objects.exists()
