"""Setting aside, putting back, following up, handing over: the buttons a clerk presses and what the page then says."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest, Match, SettingAside
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, hand_over, messages, page_of, shown

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("reason", "word"), [("spam", "spam"), ("test", "a test")])
def test_spam_and_tests_are_set_aside_with_one_click_and_back(noor: User, reason: str, word: str) -> None:
    request, client = make_request(), browser(noor)
    page = client.post(f"{REQUESTS}{request.pk}/set-aside/{reason}/", follow=True)
    assert messages(page) == [f"{request.reference} has been set aside and no longer counts."]
    assert f"Set aside as {word}" in shown(page)
    assert "Take on" not in shown(page)
    assert request not in HelpRequest.objects.intake()
    page = client.post(f"{REQUESTS}{request.pk}/put-back/", follow=True)
    assert messages(page) == [f"{request.reference} has been put back and counts again."]
    assert "Take on" in shown(page)
    assert request in HelpRequest.objects.intake()
    [row] = SettingAside.objects.all()
    assert (row.by, row.put_back_by) == (noor, noor)
    assert row.put_back_at


def test_the_second_to_set_aside_or_put_back_reads_a_sentence(noor: User, karim: User) -> None:
    request = make_request()
    browser(karim).post(f"{REQUESTS}{request.pk}/set-aside/spam/")
    page = browser(noor).post(f"{REQUESTS}{request.pk}/set-aside/test/", follow=True)
    assert messages(page) == [f"{request.reference} is set aside."]
    browser(karim).post(f"{REQUESTS}{request.pk}/put-back/")
    page = browser(noor).post(f"{REQUESTS}{request.pk}/put-back/", follow=True)
    assert messages(page) == [f"{request.reference} is not set aside."]
    assert SettingAside.objects.count() == 1


def test_no_volunteer_goes_on_waiting_for_what_is_set_aside(noor: User) -> None:
    request = make_request("phone")
    request.take_on(noor)
    match = Match.propose(request.items.get(), make_volunteer("phone"), noor)
    browser(noor).post(f"{REQUESTS}{request.pk}/set-aside/spam/")
    match.refresh_from_db()
    assert match.state == "cancelled"
    assert request.items.get().state == "open"


def test_what_the_other_office_holds_is_not_there(noor: User, karim: User) -> None:
    request = make_request()
    request.take_on(karim)
    for verb in ("set-aside/spam", "put-back", "follow-up"):
        assert browser(noor).post(f"{REQUESTS}{request.pk}/{verb}/").status_code == 404
    assert browser(karim).post(f"{REQUESTS}{request.pk}/set-aside/nonsense/").status_code == 404
    assert browser(karim).get(f"{REQUESTS}{request.pk}/set-aside/spam/").status_code == 405
    assert not SettingAside.objects.exists()


def test_a_colleague_follows_up_in_the_place_of_who_took_it_on(noor: User, els: User) -> None:
    request = make_request()
    request.take_on(noor)
    assert "I will follow this up" not in shown(browser(noor).get(page_of(request)))
    client = browser(els)
    assert "Followed up by noor" in shown(client.get(page_of(request)))
    page = client.post(f"{REQUESTS}{request.pk}/follow-up/", follow=True)
    assert messages(page) == [f"You are now following up {request.reference}."]
    assert "Followed up by els" in shown(page)


def test_nobody_of_ours_follows_up_what_was_handed_over_and_the_person_is_told_who_does(
    noor: User, karim: User
) -> None:
    request = make_request(person=make_person(email="maria@example.org"))
    request.take_on(noor)
    hand_over(browser(noor), request, to=karim.backoffice_id, reason="Speaks French.")
    request.refresh_from_db()
    assert request.clerk is None
    assert [job.args for job in letters()] == [{"request_id": request.pk}]


def test_without_an_address_nobody_is_mailed(noor: User, karim: User) -> None:
    request = make_request(person=make_person(email="", phone_as_written="02 000 00 01"))
    request.take_on(noor)
    hand_over(browser(noor), request, to=karim.backoffice_id, reason="Speaks French.")
    assert not letters()


@pytest.mark.parametrize(
    ("fields", "mailed"),
    [
        ({"email": "maria@example.org"}, True),
        ({"email": "", "phone_as_written": "02 000 00 01"}, False),
        ({"email": "maria@example.org", "mail_failed_at": timezone.now()}, False),
    ],
)
def test_who_hands_over_reads_whether_the_person_is_told_by_mail(
    noor: User, karim: User, fields: dict[str, Any], mailed: bool
) -> None:
    request = make_request(person=make_person(**fields))
    request.take_on(noor)
    page = shown(browser(noor).get(f"{REQUESTS}{request.pk}/hand-over/"))
    assert ("will get an e-mail" in page, "tell them by phone" in page) == (mailed, not mailed)


def test_who_hands_over_is_not_told_of_mail_that_fails_where_there_is_no_address(noor: User, karim: User) -> None:
    request = make_request(person=make_person(email="", phone_as_written="02 000 00 01"))
    request.take_on(noor)
    page = shown(browser(noor).get(f"{REQUESTS}{request.pk}/hand-over/"))
    assert "has no e-mail address" in page
    assert "cannot be reached by e-mail" not in page


def letters() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="requests_app.tasks.mail_handover"))
