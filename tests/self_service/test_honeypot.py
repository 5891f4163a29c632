"""Suspected bots are asked once more, floods are held up for a while, and nobody is turned away."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from brusselshelps.people.models import SubmissionCount
from requests_app.models import HelpRequest

pytestmark = pytest.mark.django_db

ANSWERS = {
    "categories": ["dog"],
    "for_whom": "myself",
    "name": "Maria Peeters",
    "phone": "0470 12 34 56",
    "postcode": "1020",
    "contact_language": "fr",
}


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields that the page sends along with what is typed."""
    fields = re.findall(r"<input[^>]+type=\"hidden\"[^>]*>", page.content.decode())
    named = {re.search(r'name="([^"]*)"', field)[1]: re.search(r'value="([^"]*)"', field) for field in fields}  # type: ignore[index]
    return {name: value[1] if value else "" for name, value in named.items()}


def opened(client: Client, language: str = "nl") -> dict[str, Any]:
    return ANSWERS | hidden(client.get(f"/{language}/help/"))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_form_that_comes_back_at_once_is_asked_once_more_and_then_believed(client: Client, language: str) -> None:
    page = client.post(f"/{language}/help/", opened(client, language))
    assert page.status_code == 200
    assert page.context["once_more"]
    assert 'value="Maria Peeters"' in page.content.decode()
    assert not HelpRequest.objects.exists()
    assert client.post(f"/{language}/help/", ANSWERS | hidden(page)).status_code == 302
    assert HelpRequest.objects.count() == 1


def test_a_form_that_took_its_time_is_sent(client: Client) -> None:
    answers = opened(client)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=3)):
        assert client.post("/nl/help/", answers).status_code == 302


def test_a_field_that_nobody_sees_asks_once_more_and_then_believes(client: Client) -> None:
    answers = opened(client) | {"homepage": "https://spam.example"}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        page = client.post("/nl/help/", answers)
        assert page.context["once_more"]
        assert "spam.example" not in page.content.decode()
        # Autofill may fill it in again; asking a second time would turn a person away.
        assert client.post("/nl/help/", answers | hidden(page)).status_code == 302


def test_a_form_without_a_key_is_asked_once_too(client: Client) -> None:
    page = client.post("/nl/help/", ANSWERS | {"homepage": "https://spam.example"})
    assert client.post("/nl/help/", ANSWERS | hidden(page) | {"homepage": "again"}).status_code == 302


def test_a_cookie_of_another_form_is_not_believed(client: Client) -> None:
    sure = hidden(client.post("/nl/help/", opened(client)))["sure"]
    assert client.post("/nl/help/", opened(client) | {"sure": sure}).context["once_more"]
    assert client.post("/nl/help/", opened(client) | {"sure": "made up"}).context["once_more"]


def test_mistakes_are_told_before_anybody_is_suspected(client: Client) -> None:
    page = client.post("/nl/help/", opened(client) | {"name": ""})
    assert list(page.context["form"].errors) == ["name"]
    assert "once_more" not in page.context


def test_switching_language_takes_the_traps_along(client: Client) -> None:
    answers = opened(client)
    page = client.post("/fr/help/", answers | {"switch": "fr"})
    assert hidden(page)["drawn"] == answers["drawn"]


# ---- the limit


def send(client: Client, address: str, **changes: Any) -> Any:
    answers = ANSWERS | {"key": str(uuid.uuid4()), "message": str(uuid.uuid4())} | changes
    return client.post("/nl/help/", answers, REMOTE_ADDR=address)


def test_a_library_full_of_people_can_ask_in_one_hour(client: Client) -> None:
    answers = {send(client, "192.0.2.1").status_code for _person in range(100)}
    assert answers == {302}


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_past_the_limit_everything_typed_is_kept_for_later(client: Client, settings: Any, language: str) -> None:
    settings.FORMS_PER_HOUR = 2
    for _form in range(2):
        assert send(client, "192.0.2.1").status_code == 302
    page = client.post(f"/{language}/help/", ANSWERS, REMOTE_ADDR="192.0.2.1")
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 3600
    kept = hidden(page)
    assert kept["name"] == "Maria Peeters"
    assert f'<html lang="{language}">' in page.content.decode()
    assert HelpRequest.objects.count() == 2
    assert send(client, "192.0.2.2").status_code == 302
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert client.post(f"/{language}/help/", kept, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_forms_with_mistakes_do_not_count(client: Client, settings: Any) -> None:
    settings.FORMS_PER_HOUR = 1
    for _try in range(5):
        assert send(client, "192.0.2.1", name="").status_code == 200
    assert send(client, "192.0.2.1").status_code == 302


def test_a_network_is_kept_as_a_hash_of_the_day_and_not_for_long(client: Client) -> None:
    send(client, "192.0.2.1")
    today = SubmissionCount.objects.get()
    assert "192.0.2.1" not in today.network
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        send(client, "192.0.2.1")
    assert SubmissionCount.objects.get().network != today.network


def test_asking_for_links_counts_too(client: Client, settings: Any) -> None:
    settings.FORMS_PER_HOUR = 1
    answers = [client.post("/en/link/", {"email": "maria@example.org"}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
