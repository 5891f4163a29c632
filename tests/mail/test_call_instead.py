"""People whom no e-mail reaches must be called: what a clerk sees of this at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, VOLUNTEERS, browser, page_of, shown
from tests.mail.letters import need_received

LINE = "E-mails cannot be delivered: call instead"
pytestmark = pytest.mark.django_db


def unreachable(**fields: Any) -> Person:
    person = make_person(**fields)
    person.mail_failed()
    return person


def rows(page: Any) -> set[str]:
    return {row.reference for row in page.context["cl"].result_list}


def work(user: User) -> dict[str, tuple[int, str]]:
    return {line.label: (line.count, line.url) for line in browser(user).get("/admin/").context["work"]}


@pytest.mark.today
def test_the_page_says_since_when_and_what_to_do(noor: User) -> None:
    request = make_request(person=unreachable(phone="+32470123456", phone_as_written="0470 12 34 56"))
    page = shown(browser(noor).get(page_of(request)))
    assert "E-mails have not been delivered since" in page
    assert date_format(timezone.localdate()).split()[-1] in page
    assert ": call instead." in page


@pytest.mark.parametrize(
    ("known", "on_behalf", "advice"),
    [
        (
            {},
            {"on_behalf_name": "Jef", "on_behalf_phone": "02 511 00 00", "on_behalf_agreed": True},
            "call the person who made the request.",
        ),
        ({"street": "Green Street"}, {}, "write a letter."),
        ({}, {}, "look for a typing mistake in the address"),
    ],
)
def test_without_a_phone_number_the_page_says_what_else_to_do(
    noor: User, known: dict[str, Any], on_behalf: dict[str, Any], advice: str
) -> None:
    request = make_request(person=unreachable(**known), **on_behalf)
    page = shown(browser(noor).get(page_of(request)))
    assert advice in page
    assert "call instead" not in page


def test_nobody_is_told_to_call_whom_mail_reaches(noor: User) -> None:
    client, request = browser(noor), make_request()
    for page in (page_of(request), REQUESTS):
        assert "E-mails have not been delivered" not in shown(client.get(page))
    assert LINE not in work(noor)


def test_the_lists_mark_whom_to_call_without_naming_them(noor: User) -> None:
    make_request(person=unreachable(name="Maria Peeters", phone_as_written="0470 12 34 56"))
    make_volunteer(person=unreachable(name="Jef Janssens", phone_as_written="0470 12 34 57"))
    assert "M.P. call instead" in shown(browser(noor).get(REQUESTS))
    assert "J.J. call instead" in shown(browser(noor).get(VOLUNTEERS))


def test_who_has_no_number_is_not_marked_to_be_called(noor: User) -> None:
    make_request(person=unreachable(name="Maria Peeters"))
    make_volunteer(person=unreachable(name="Jef Janssens"))
    assert "M.P. e-mails do not arrive" in shown(browser(noor).get(REQUESTS))
    assert "J.J. e-mails do not arrive" in shown(browser(noor).get(VOLUNTEERS))


def test_a_filter_shows_only_those_to_call(noor: User) -> None:
    request, volunteer = make_request(person=unreachable()), make_volunteer(person=unreachable())
    make_request()
    make_volunteer()
    client = browser(noor)
    assert rows(client.get(f"{REQUESTS}?mail=fails")) == {request.reference}
    assert rows(client.get(f"{VOLUNTEERS}?mail=fails")) == {volunteer.reference}
    assert client.get(f"{REQUESTS}?mail=wild").status_code == 302


def test_the_start_page_counts_who_waits_for_a_call_and_leads_to_them(noor: User, karim: User) -> None:
    new, ours, theirs, closed, spam = (make_request(person=unreachable()) for _request in range(5))
    ours.take_on(by=noor)
    theirs.take_on(by=karim)
    closed.items.get().refer(by=noor)
    spam.set_aside("spam")
    count, url = work(noor)[LINE]
    assert count == 2
    assert rows(browser(noor).get(url)) == {new.reference, ours.reference}


def test_who_is_erased_is_called_no_more(noor: User) -> None:
    request = make_request(person=unreachable())
    request.person.erase()
    client = browser(noor)
    assert "call instead" not in shown(client.get(page_of(request)))
    assert rows(client.get(f"{REQUESTS}?mail=fails")) == set()
    assert LINE not in work(noor)


def test_a_need_says_so_too(noor: User) -> None:
    need = need_received("nl")
    need.person.mail_failed()
    assert "E-mails have not been delivered since" in shown(browser(noor).get(page_of(need)))
