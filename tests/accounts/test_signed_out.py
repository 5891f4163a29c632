"""A member of staff who is signed out while typing loses nothing, and returns to the same page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.desk.return_url import is_post_action
from tests.accounts.sign_in_client import SIGN_IN, code_of, is_in, try_code, try_name, with_app
from tests.builders import make_request
from tests.desk.desk_client import REQUESTS, page_of, shown

HERE = {"origin": "http://testserver"}
HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"')
WORDS = 'Second floor. Ring "twice" & wait.'
TYPED = {"phone": "0470 12 34 56", "categories": ["shopping", "dog"], "message": WORDS}
INTAKE = f"{REQUESTS}phone/"


def kept(response: Any) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(response.content.decode()):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return fields


def idle(client: Client, **later: float) -> Any:
    return time_machine.travel(timezone.now() + timezone.timedelta(**later))


@pytest.fixture
def typing(noor: User, signed_in: Callable[[User], Client]) -> Client:
    User.objects.filter(pk=noor.pk).update(language="en")
    return signed_in(noor)


def test_what_was_typed_before_an_idle_hour_is_kept_and_it_is_told_why(typing: Client) -> None:
    with idle(typing, hours=2):
        page = typing.post(INTAKE, TYPED, headers=HERE)
    assert page.status_code == 403
    assert "because you were away for a long time" in shown(page)
    fields = kept(page)
    assert len(fields.pop("csrfmiddlewaretoken")) == 1
    assert fields == {"phone": ["0470 12 34 56"], "categories": ["shopping", "dog"], "message": [WORDS]}
    assert f'href="{SIGN_IN}?next={INTAKE}"' in page.content.decode()
    assert not is_in(typing)


def test_so_it_is_when_the_session_ended_elsewhere(typing: Client) -> None:
    Session.objects.all().delete()
    page = typing.post(INTAKE, TYPED, headers=HERE | {"accept-language": "en"})
    assert "signed out in another tab" in shown(page)
    assert kept(page)["message"] == [WORDS]


def test_after_signing_in_again_the_old_token_is_no_longer_right_and_all_is_kept_once_more(noor: User) -> None:
    secret = with_app(noor)
    client = Client(enforce_csrf_checks=True)
    client.get(INTAKE)
    page = client.post(INTAKE, TYPED, headers=HERE)
    old = kept(page)
    client.handler.enforce_csrf_checks = False
    try_name(client, noor.username)
    try_code(client, code_of(secret))
    client.handler.enforce_csrf_checks = True
    refused = client.post(INTAKE, old, headers=HERE)
    assert refused.status_code == 403
    fresh = kept(refused)
    assert fresh["message"] == [WORDS]
    assert WORDS in client.post(INTAKE, fresh, headers=HERE).context["form"]["message"].value()


def test_the_page_that_keeps_it_can_get_the_new_token(typing: Client) -> None:
    answer = typing.get("/staff/here/")
    assert (answer["Content-Type"], len(answer.content)) == ("text/plain", 64)
    assert Client().get("/staff/here/").content == b""


def test_who_types_is_not_away(typing: Client) -> None:
    for minutes in (50, 100, 150):
        with idle(typing, minutes=minutes):
            assert typing.get("/staff/here/").status_code == 200
    with idle(typing, minutes=200):
        assert typing.get("/admin/").status_code == 200


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_nothing_is_kept_that_another_site_may_have_sent(typing: Client, origin: dict[str, str]) -> None:
    Session.objects.all().delete()
    page = typing.post(INTAKE, TYPED, headers=origin)
    assert (page.status_code, page["Location"]) == (302, f"{SIGN_IN}?next={INTAKE}")


def test_the_sign_in_page_keeps_nothing(typing: Client) -> None:
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.post(SIGN_IN, {"login": "noor", "password": "a secret of noor"}, headers=HERE)
    assert page.status_code == 403
    assert b"noor" not in page.content


def test_signing_in_leads_back_to_the_page(noor: User) -> None:
    secret, request = with_app(noor), make_request()
    wanted = page_of(request)
    client = Client()
    redirected = client.get(wanted)["Location"]
    assert redirected == f"{SIGN_IN}?next={wanted}"
    try_name(client, noor.username, next=wanted)
    assert try_code(client, code_of(secret))["Location"] == wanted


def test_a_button_leads_back_to_the_page_it_stands_on(typing: Client) -> None:
    request = make_request()
    page, verb = page_of(request), f"{REQUESTS}{request.pk}"
    ways = {
        f"{verb}/take-on/": page,
        f"{verb}/items/1/unmet/": page,
        f"{verb}/hand-over/": f"{verb}/hand-over/",
        page: page,
        INTAKE: INTAKE,
        f"{REQUESTS}same/request/1/2/": REQUESTS,
        "/admin/": "/admin/",
    }
    with idle(typing, hours=2):
        for address, way in ways.items():
            Session.objects.all().delete()
            assert typing.post(address)["Location"] == f"{SIGN_IN}?next={way}", address


def test_what_takes_only_what_is_sent_is_known(typing: Client) -> None:
    """`is_post_action` agrees with how each URL answers a GET."""
    request = make_request()
    for verb in ("take-on/", "hand-over/", "candidates/", "put-back/", "items/", "change/"):
        address = f"{REQUESTS}{request.pk}/{verb}"
        assert resolve(address)
        assert (typing.get(address).status_code == 405) is is_post_action(address), address
