"""Suspending the platform: leads and administrators start and end it, nobody deletes it, everybody sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Suspension
from tests.builders import BRUSSELS
from tests.desk.desk_client import browser, messages, page_of, shown

LIST = "/admin/reference/suspension/"
TEXT = {"text_nl": "Bel 1770.", "text_fr": "Appelez le 1770.", "text_en": "Call 1770."}
WITHOUT_TEXT = dict.fromkeys(TEXT, "")


def hours(number: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=number)


def sent(until: dt.datetime | None = None, **texts: str) -> dict[str, Any]:
    """The data that a browser sends for the page of a suspension."""
    moment = f"{timezone.localtime(until):%Y-%m-%dT%H:%M}" if until else ""
    return {"until": moment} | WITHOUT_TEXT | texts


def end(user: User, suspension: Suspension) -> Any:
    return browser(user).post(f"{LIST}{suspension.pk}/end/", follow=True)


@pytest.fixture
def suspension(db: None) -> Suspension:
    return Suspension.objects.create(since=hours(-1))


def test_a_lead_suspends_the_platform_and_opens_it_again(els: User) -> None:
    client = browser(els)
    assert "Suspend the platform" in shown(client.get(f"{LIST}add/"))
    page = client.post(f"{LIST}add/", sent(**TEXT), follow=True)
    assert messages(page) == ["The platform is suspended now."]
    suspension = Suspension.objects.in_force().get()
    assert suspension.text_fr == "Appelez le 1770."
    assert messages(end(els, suspension)) == ["The platform is open again."]
    assert not Suspension.objects.in_force().exists()
    assert LogEntry.objects.filter(user_id=els.pk, object_id=str(suspension.pk)).count() == 2


def test_an_administrator_may_do_the_same(administrator: User) -> None:
    browser(administrator).post(f"{LIST}add/", sent())
    end(administrator, Suspension.objects.in_force().get())
    assert not Suspension.objects.in_force().exists()


def test_clerks_and_ministry_see_it_and_change_nothing(noor: User, lies: User, suspension: Suspension) -> None:
    for user in (noor, lies):
        page = browser(user).get(page_of(suspension))
        assert page.status_code == 200
        assert "End the suspension" not in shown(page)
        assert browser(user).post(f"{LIST}add/", sent()).status_code == 403
        assert end(user, suspension).status_code == 403
    assert Suspension.objects.in_force().exists()


def test_nobody_deletes_a_suspension(els: User, administrator: User, suspension: Suspension) -> None:
    for user in (els, administrator):
        address = page_of(suspension).replace("change", "delete")
        assert browser(user).post(address, {"post": "yes"}).status_code == 403
    assert Suspension.objects.exists()


def test_the_start_page_says_so_while_it_is_in_force(noor: User, els: User, suspension: Suspension) -> None:
    sentence, link = "The platform is suspended", f'href="{page_of(suspension)}"'
    for user in (noor, els):
        start = browser(user).get("/admin/")
        assert sentence in shown(start)
        assert link in start.content.decode()
    suspension.end()
    assert sentence not in shown(browser(noor).get("/admin/"))


def test_the_list_tells_which_one_is_in_force(els: User, suspension: Suspension) -> None:
    Suspension.objects.create(since=hours(-9), until=hours(-8))
    rows = shown(browser(els).get(LIST))
    assert rows.count(" yes ") == 1
    assert rows.count(" no ") == 1


def test_to_suspend_twice_leads_to_the_one_in_force(els: User, suspension: Suspension) -> None:
    for page in (browser(els).get(f"{LIST}add/", follow=True), browser(els).post(f"{LIST}add/", sent(), follow=True)):
        assert page.redirect_chain[-1][0] == page_of(suspension)
        assert messages(page) == ["The platform is already suspended. You can change or end the suspension here."]
    assert Suspension.objects.count() == 1


@pytest.mark.today
def test_its_text_and_end_can_be_changed_while_it_lasts(els: User, suspension: Suspension) -> None:
    until = dt.datetime.combine(timezone.localdate() + dt.timedelta(days=1), dt.time(12), BRUSSELS)
    browser(els).post(page_of(suspension), sent(until, **TEXT))
    suspension.refresh_from_db()
    assert (suspension.until, suspension.text_nl) == (until, "Bel 1770.")


@pytest.mark.today
def test_an_end_that_is_over_is_refused_with_a_sentence(els: User, suspension: Suspension) -> None:
    page = browser(els).post(page_of(suspension), sent(hours(-2)))
    assert "Choose a time in the future, or leave this empty." in shown(page)


def test_a_text_in_one_language_only_is_refused_with_a_sentence(els: User, suspension: Suspension) -> None:
    page = browser(els).post(page_of(suspension), sent(text_nl="Bel 1770."))
    assert "Enter the text in all three languages, or in none." in shown(page)


def test_what_has_ended_is_read_only_and_cannot_end_again(els: User, suspension: Suspension) -> None:
    suspension.end()
    ended_at = suspension.until
    page = browser(els).get(page_of(suspension))
    assert "End the suspension" not in shown(page)
    assert 'name="_save"' not in page.content.decode()
    assert messages(end(els, suspension)) == ["This suspension is not in force, so there is nothing to end."]
    suspension.refresh_from_db()
    assert suspension.until == ended_at


def test_one_that_has_not_begun_is_not_in_force_yet(db: None) -> None:
    planned = Suspension.objects.create(since=hours(1))
    assert not planned.is_in_force
    assert not Suspension.objects.in_force().exists()
    with pytest.raises(ValidationError):
        planned.end()


def test_the_database_refuses_two_at_the_same_moment(suspension: Suspension) -> None:
    with pytest.raises(IntegrityError):
        Suspension.objects.create()


def test_an_end_asks_for_a_button_and_a_row(els: User, suspension: Suspension) -> None:
    assert browser(els).get(f"{LIST}{suspension.pk}/end/").status_code == 405
    assert browser(els).post(f"{LIST}{suspension.pk + 1}/end/").status_code == 404
