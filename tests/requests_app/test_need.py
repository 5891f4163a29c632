"""Ann reports what the care home she works for needs."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Person, Submission
from reports.figures import as_data, as_of, figures
from requests_app.models import HelpRequest, OrganisationNeed
from tests.builders import make_need

pytestmark = [pytest.mark.django_db, pytest.mark.sampled(2)]

KEY = "00000000-0000-4000-8000-000000000003"
ANSWERS = {
    "key": KEY,
    "what": "Letters for our residents.\nIn large print.",
    "people_helped": "73",
    "by_when": "3/12/2099",
    "organisation": "De Linde",
    "postcode": "1020",
    "name": "Ann Dubois",
    "phone": "0470/12 34 56",
    "email": "ann@example.org",
    "contact_language": "fr",
}


def send(client: Client, language: str = "nl", **changes: Any) -> Any:
    return client.post(f"/{language}/organisation/", ANSWERS | changes)


def text_of(response: Any) -> str:
    return response.content.decode()


def test_a_need_is_stored_with_its_contact_person(client: Client) -> None:
    response = send(client)
    need = OrganisationNeed.objects.get()
    assert response["Location"] == f"/nl/organisation/sent/{need.reference}/"
    assert (need.organisation, need.people_helped, need.by_when) == ("De Linde", 73, dt.date(2099, 12, 3))
    assert need.what == "Letters for our residents.\nIn large print."
    assert need.locality.postcode == "1020"
    assert (need.person.name, need.person.phone, need.person.contact_language) == ("Ann Dubois", "+32470123456", "fr")
    assert (need.closed_at, need.call) == (None, None)


def test_number_and_day_may_be_left_empty(client: Client) -> None:
    send(client, people_helped="", by_when="")
    need = OrganisationNeed.objects.get()
    assert (need.people_helped, need.by_when) == (None, None)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_page_after_sending_shows_the_reference_and_nothing_personal(client: Client, language: str) -> None:
    page = text_of(client.get(send(client, language)["Location"]))
    assert OrganisationNeed.objects.get().reference in page
    for words in ("Ann", "Linde", "Letters"):
        assert words not in page


def test_that_page_is_the_same_for_a_reference_that_nobody_has(client: Client) -> None:
    address = send(client)["Location"]
    theirs = text_of(client.get(address))
    reference = OrganisationNeed.objects.get().reference
    other = make_need().reference
    assert text_of(client.get(address.replace(reference, other))) == theirs.replace(reference, other)
    wrong = re.sub(r".(?=/$)", lambda sign: "3" if sign[0] != "3" else "4", address)
    assert client.get(wrong).status_code == 404


def test_the_confirmation_is_queued_with_ids_only(client: Client) -> None:
    send(client)
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "requests_app.tasks.confirm_need"
    assert job.args == {"need_id": OrganisationNeed.objects.get().pk}


def test_without_an_address_no_mail_is_queued(client: Client) -> None:
    send(client, email="")
    assert not ProcrastinateJob.objects.exists()


def test_pressing_twice_gives_the_same_reference_and_one_need(client: Client) -> None:
    first = send(client)["Location"]
    assert send(client)["Location"] == first
    assert send(client, "fr", by_when="2099-12-03", people_helped=" 73 ")["Location"] == first.replace("/nl/", "/fr/")
    assert OrganisationNeed.objects.count() == Person.objects.count() == ProcrastinateJob.objects.count() == 1


def test_other_content_under_the_same_key_is_asked_about_and_nothing_is_lost(client: Client) -> None:
    send(client)
    page = send(client, by_when="4/12/2099")
    assert OrganisationNeed.objects.get().reference in text_of(page)
    assert 'value="4/12/2099"' in text_of(page)
    assert send(client, by_when="4/12/2099", key=page.context["form"].data["key"]).status_code == 302
    assert OrganisationNeed.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", ""),
        ("what", "\u200b"),
        ("what", "x" * 4001),
        ("what", "a\0b"),
        ("organisation", ""),
        ("organisation", "x" * 201),
        ("people_helped", "about 40"),
        ("people_helped", "0"),
        ("people_helped", "-1"),
        ("people_helped", "9" * 30),
        ("people_helped", "4\0"),
        ("by_when", "soon"),
        ("by_when", "31/2/2099"),
        ("by_when", "1/1/2020"),
        ("by_when", "1\0"),
        ("postcode", ""),
        ("postcode", "9000"),
        ("postcode", "Laken"),
        ("name", ""),
        ("email", "ann"),
        ("phone", "no figures"),
        ("contact_language", "de"),
    ],
)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_mistake_has_its_own_sentence_and_keeps_what_was_typed(
    client: Client, language: str, field: str, value: str
) -> None:
    page = send(client, language, **{field: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"].errors[field][0].endswith(".")
    assert f'id="id_{field}_error"' in text_of(page)
    assert "De Linde" in text_of(page) or field == "organisation"
    assert 'value="3/12/2099"' in text_of(page) or field == "by_when"
    assert not Submission.objects.exists()


def test_who_can_be_reached_by_neither_is_asked_for_one(client: Client) -> None:
    assert list(send(client, phone="", email="").context["form"].errors) == ["phone"]


@pytest.mark.parametrize(
    ("here", "there"), [(here, there) for here in ("nl", "fr", "en") for there in ("nl", "fr", "en")]
)
def test_switching_language_keeps_everything_and_looks_at_nothing(client: Client, here: str, there: str) -> None:
    assert f'formaction="/{there}/organisation/"' in text_of(client.get(f"/{here}/organisation/"))
    typed = ANSWERS | {"by_when": "soon", "people_helped": "about 40", "organisation": ""}
    page = client.post(f"/{there}/organisation/", typed | {"switch": there})
    assert not page.context["form"].errors
    for text in (KEY, 'value="soon"', 'value="about 40"', "In large print.", "0470/12 34 56", 'value="1020"'):
        assert text in text_of(page)
    assert not Submission.objects.exists()


def test_needs_change_no_figure() -> None:
    today = timezone.localdate()
    before = as_data(figures(as_of(today)), "nl")
    make_need(people_helped=73)
    after = as_data(figures(as_of(today)), "nl")
    assert after | {"recorded_until": ""} == before | {"recorded_until": ""}
    assert not HelpRequest.objects.exists()


class SentAtTheSameTimeTests(TransactionTestCase):
    def test_eight_presses_at_once_store_one_need(self) -> None:
        with ThreadPoolExecutor(8) as fingers:
            addresses = set(fingers.map(lambda _finger: self.press(), range(8)))
        assert len(addresses) == 1
        assert OrganisationNeed.objects.count() == Person.objects.count() == ProcrastinateJob.objects.count() == 1

    def press(self) -> str:
        try:
            return send(Client())["Location"]
        finally:
            connection.close()
