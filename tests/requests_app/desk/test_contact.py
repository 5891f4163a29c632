"""Every attempt to reach somebody is recorded: who was called, the outcome, and who called."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.accounts.models import User
from requests_app.desk.request_history import Event, history_of
from requests_app.models import ContactAttempt, HelpRequest, Match
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, messages, page_of, shown


def events_of(row: HelpRequest) -> list[Event]:
    with override("en"):
        return history_of(row)


@pytest.fixture
def ours(noor: User) -> HelpRequest:
    person = make_person(name="Maria Peeters", phone="+32470123456", phone_as_written="0470 12 34 56")
    asks = {"on_behalf_name": "Jan", "on_behalf_phone": "02 555 12 12", "on_behalf_agreed": True}
    request = make_request("shopping", "dog", person=person, **asks)
    request.take_on(by=noor)
    return request


def call(client: Client, row: HelpRequest, whom: str = "resident", outcome: str = "no_answer", **more: Any) -> Any:
    data = {"whom": whom, "outcome": outcome, **more}
    return client.post(f"{REQUESTS}{row.pk}/attempts/", data, follow=True)


@pytest.mark.parametrize("outcome", ContactAttempt.Outcome.values)
def test_a_call_is_written_down_with_one_button(noor: User, ours: HelpRequest, outcome: str) -> None:
    client = browser(noor)
    assert "Nobody has been called yet." in shown(client.get(page_of(ours)))
    page = call(client, ours, outcome=outcome, remark="Rang for long")
    assert page.redirect_chain == [(page_of(ours), 302)]
    assert messages(page) == ["The phone call has been recorded."]
    attempt = ours.attempts.get()
    assert (attempt.whom, attempt.outcome, attempt.remark, attempt.by) == ("resident", outcome, "Rang for long", noor)
    words = {"answered": "answered", "no_answer": "no answer", "wrong_number": "wrong number"}[outcome]
    assert f"Phone call (the resident): {words}." in shown(page)
    assert shown(page).count("Rang for long") == 2


def test_enter_in_the_remark_writes_down_no_answer(noor: User, ours: HelpRequest) -> None:
    form = browser(noor).get(page_of(ours)).content.decode().split("/attempts/")[1].split("</form>")[0]
    assert form.index("disabled hidden") < form.index('name="outcome"')


def test_who_asks_and_each_volunteer_of_a_match_that_stands_can_be_called(noor: User, ours: HelpRequest) -> None:
    shopper, walker = make_volunteer("shopping"), make_volunteer("dog")
    shopping, dog = ours.items.order_by("category__position")
    standing = Match.propose(shopping, shopper, by=noor)
    Match.propose(dog, walker, by=noor).decline()
    client = browser(noor)
    page = client.get(page_of(ours))
    values = [one.value for one in page.context["reachable"]]
    assert values == ["resident", "asker", f"match-{standing.pk}"]
    call(client, ours, whom=f"match-{standing.pk}", outcome="answered")
    call(client, ours, whom="asker", outcome="answered")
    assert [(one.whom, one.match) for one in ours.attempts.all()] == [("volunteer", standing), ("asker", None)]
    lines = [event.what for event in events_of(ours)]
    assert f"Phone call (the volunteer {shopper}): answered." in lines
    assert not any("Jef" in line for line in lines)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"whom": ""}, "Choose who was called."),
        ({"whom": "match-999999"}, "Choose who was called."),
        ({"whom": "volunteer"}, "Choose who was called."),
        ({"outcome": ""}, "Choose how the phone call went."),
        ({"outcome": "\0"}, "Choose how the phone call went."),
        ({"remark": "x" * 301}, "Make this text shorter: at most 300 characters."),
        ({"remark": "a\0b"}, "This text contains characters that cannot be stored. Type it again without them."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    noor: User, ours: HelpRequest, wrong: dict[str, str], sentence: str
) -> None:
    assert messages(call(browser(noor), ours, **wrong)) == [sentence]
    assert not ours.attempts.exists()


def test_nobody_asks_where_nobody_asked(noor: User) -> None:
    row = make_request()
    assert [one.value for one in browser(noor).get(page_of(row)).context["reachable"]] == ["resident"]
    assert messages(call(browser(noor), row, whom="asker")) == ["Choose who was called."]


def test_in_the_intake_both_offices_may_call_and_nobody_has_handled_it_for_that(noor: User, karim: User) -> None:
    row = make_request()
    for user in (noor, karim):
        call(browser(user), row)
    row.refresh_from_db()
    assert (row.attempts.count(), row.handled_at) == (2, None)


def test_the_other_office_calls_nobody_for_what_it_does_not_see(karim: User, ours: HelpRequest) -> None:
    assert call(browser(karim), ours).status_code == 404
    assert browser(karim).get(f"{REQUESTS}{ours.pk}/attempts/").status_code == 405
    assert not ours.attempts.exists()


def test_a_wrong_number_is_flagged_until_it_is_corrected(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    call(client, ours, outcome="wrong_number")
    assert ContactAttempt.with_wrong_number(ours) == {"resident"}
    assert client.get(page_of(ours)).context["reachable"][0].is_wrong
    ours.corrections.create(columns=["email"], by=noor)
    assert ContactAttempt.with_wrong_number(ours) == {"resident"}
    ours.corrections.create(columns=["name", "phone"], by=noor)
    assert ContactAttempt.with_wrong_number(ours) == set()
    call(client, ours, outcome="wrong_number")
    call(client, ours, whom="asker", outcome="wrong_number")
    assert ContactAttempt.with_wrong_number(ours) == {"resident", "asker"}


def test_of_who_is_erased_nothing_more_is_written(noor: User, ours: HelpRequest) -> None:
    ours.person.erase()
    client = browser(noor)
    assert not client.get(page_of(ours)).context["reachable"]
    assert messages(call(client, ours)) == [
        "This person’s data has been erased. Nothing more can be recorded about them."
    ]


def test_the_history_tells_all_in_order_of_time(noor: User, ours: HelpRequest) -> None:
    volunteer = make_volunteer("shopping")
    shopping, dog = ours.items.order_by("category__position")
    match = Match.propose(shopping, volunteer, by=noor)
    ContactAttempt.note(ours, "resident", "answered", noor, remark="Will be home")
    dog.refer(noor, to="doctor")
    ours.corrections.create(columns=["phone", "locality"], by=noor)
    ours.set_aside("spam", by=noor)
    ours.put_back(by=noor)
    events = events_of(ours)
    assert [event.at for event in events] == sorted(event.at for event in events)
    lines = [event.what for event in events]
    for line in (
        "The help request was received.",
        f"“Groceries” with {volunteer}: “proposed”.",
        f"“Groceries” with {volunteer}: “cancelled”.",
        "Phone call (the resident): answered.",
        "Corrected: phone, locality.",
        "Set aside.",
        "Put back.",
    ):
        assert line in lines
    assert match.volunteer.person.name not in " ".join(lines)
    referred = next(event for event in events if "“referred”" in event.what)
    assert referred.reason == "a doctor"
    assert next(event for event in events if event.what.startswith("Phone call")).reason == "Will be home"


def test_a_long_history_takes_as_many_queries_as_a_short_one(
    noor: User, ours: HelpRequest, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):
        history_of(ours)
    for _each in range(5):
        ContactAttempt.note(ours, "resident", "no_answer", noor)
        ours.corrections.create(columns=["name"], by=noor, at=timezone.now() + dt.timedelta(seconds=1))
        ours.set_aside("spam", by=noor)
        ours.put_back(by=noor)
    with django_assert_num_queries(7):
        assert len(history_of(ours)) > 20
