"""Dates too far away to calculate with are mistakes: the form says so, and no table stores them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person
from brusselshelps.people.models.legal_hold import LegalHold
from brusselshelps.people.privacy.retention import run
from brusselshelps.reference.models import Category, Suspension
from requests_app.models import HelpRequest
from tests.builders import make_call, make_sign_up, make_volunteer, path_of
from tests.desk.desk_client import REQUESTS, browser, shown
from tests.people.aged_rows import days_ago, is_erased, request_of
from tests.reference.test_admin import category_form, policy_form
from tests.requests_app.test_ask import send
from tests.self_service.test_volunteer import ANSWERS
from volunteers.models import Call, InsuranceCheck, Volunteer

pytestmark = pytest.mark.django_db
FAR = ["0001-01-01", "1999-12-31", "2100-01-02", "9999-12-31"]
SENTENCE = "Choose a day between 2000 and 2100."
CALL = {f"{field}_{code}": "x" for field in ("title", "text") for code in ("nl", "fr", "en")} | {
    "slug": "saturday",
    "channel": "mail",
    "launched_at": "2026-01-01T10:00",
    "open_until": "",
}


@pytest.mark.parametrize("day", FAR)
def test_a_lead_cannot_write_a_call_of_such_a_day(els: User, day: str) -> None:
    client = browser(els)
    for wrong in ({"launched_at": f"{day}T00:00"}, {"open_until": day}):
        page = client.post("/admin/volunteers/call/add/", CALL | wrong)
        assert page.status_code == 200
        assert SENTENCE in shown(page)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-25T02:30", "2026-10-25T02:30+02:00"),  # occurs twice: the first one is meant
        ("2026-03-29T02:30", "2026-03-29T03:30+02:00"),  # does not occur: the time on a clock that was not put forward
        ("2026-03-29T03:30", "2026-03-29T03:30+02:00"),
    ],
)
def test_an_hour_in_which_the_clocks_change_can_be_written_down(els: User, written: str, meant: str) -> None:
    browser(els).post("/admin/volunteers/call/add/", CALL | {"launched_at": written})
    assert Call.objects.get().launched_at == dt.datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "wrong",
    [
        {"launched_at": dt.datetime(1, 1, 2, tzinfo=dt.UTC)},
        {"launched_at": dt.datetime(2100, 1, 2, tzinfo=dt.UTC)},
        {"open_until": dt.date(9999, 12, 31)},
        {"open_until": dt.date(1999, 12, 31)},
    ],
)
def test_the_database_keeps_no_such_call(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="call_days_within_reach"):
        make_call("saturday", **wrong)


@pytest.mark.parametrize("day", FAR)
def test_no_suspension_hold_or_insurance_ends_then(els: User, day: str) -> None:
    client, row, volunteer = browser(els), request_of(1), make_volunteer()
    texts = dict.fromkeys(("text_nl", "text_fr", "text_en"), "")
    insured = {"outcome": "insured", "method": "phone", "valid_until": day}
    for address, sent in (
        ("/admin/reference/suspension/add/", {"until": f"{day}T00:00"} | texts),
        (f"{REQUESTS}hold/request/{row.pk}/", {"reason": "a claim", "until": day}),
        (f"{REQUESTS}insurance/{volunteer.pk}/", insured),
    ):
        page = client.post(address, sent)
        assert page.status_code == 200, address
        assert SENTENCE in shown(page), address
    assert not Suspension.objects.exists()
    assert not LegalHold.objects.exists()
    assert not InsuranceCheck.objects.exists()


@pytest.mark.parametrize("day", FAR)
def test_no_day_that_is_read_fails(els: User, day: str) -> None:
    assert browser(els).get(f"/reports/?until={day}").status_code == 200


@pytest.mark.parametrize("written", ["31/12/9999", "1/1/2099"])
def test_a_pause_of_more_than_two_years_gets_a_sentence(client: Client, written: str) -> None:
    volunteer = make_volunteer()
    own = path_of(volunteer).replace("/nl/", "/en/")
    page = client.post(own, ANSWERS | {"paused_until": written})
    assert "This day is more than two years away. Choose an earlier day." in shown(page)
    volunteer.refresh_from_db()
    assert volunteer.paused_until is None


def test_help_is_needed_by_a_day_that_can_be_counted(client: Client) -> None:
    page = send(client, "en", by_when="31/12/9999")
    assert SENTENCE in shown(page)
    assert not HelpRequest.objects.exists()


def test_what_stands_there_already_stops_nobody_elses_retention() -> None:
    paused, over = make_volunteer(registered_at=days_ago(400)), request_of(200)
    Volunteer.objects.filter(pk=paused.pk).update(paused_until=dt.date(9999, 12, 31))
    make_sign_up(call=make_call("forever", open_until=dt.date(2100, 1, 1)), at=days_ago(400))
    Person.objects.update(review_at=timezone.now())
    run(dry_run=True)
    run()
    assert is_erased(over)
    assert not is_erased(paused)


@pytest.mark.parametrize("day", FAR)
def test_no_policy_begins_then(administrator: User, day: str) -> None:
    drawing = Category.objects.get(slug="drawing")
    policies = list(drawing.policies.values_list("valid"))
    form = category_form(drawing, policy_form(day, ""))
    page = browser(administrator).post(f"/admin/reference/category/{drawing.pk}/change/", form)
    assert SENTENCE in shown(page)
    assert list(drawing.policies.values_list("valid")) == policies
