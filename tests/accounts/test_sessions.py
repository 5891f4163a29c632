"""Each sign-in starts a new session, which ends when idle, after a working day, or with the password or the account."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import OWN, SIGN_IN, code_of, come_in, is_in, try_code, try_name, with_app
from tests.builders import PASSWORD
from tests.desk.desk_client import messages

PAGES = ["/admin/", "/reports/", "/admin/nowhere/", "/staff/password/", "/staff/second-step/", SIGN_IN]


def after(client: Client, page: str = "/admin/", **later: float) -> Any:
    with time_machine.travel(timezone.now() + timezone.timedelta(**later)):
        return client.get(page, follow=True)


def test_an_hour_in_which_nothing_happens_ends_it(noor: User, signed_in: Callable[[User], Client]) -> None:
    User.objects.filter(pk=noor.pk).update(language="en")
    client = signed_in(noor)
    assert after(client, minutes=59).redirect_chain == []
    page = after(client, minutes=59 + 61)
    assert page.redirect_chain == [(f"{SIGN_IN}?next=/admin/", 302)]
    assert messages(page) == ["You were signed out because you were away for a long time. Sign in again."]
    # The session stays ended, even when the clock is turned back.
    assert not is_in(client)


def test_who_works_on_stays_in_for_ten_hours_and_no_longer(noor: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(noor)
    for half in range(1, 20):
        assert after(client, minutes=30 * half).redirect_chain == [], half
    assert after(client, minutes=601).redirect_chain


def test_a_page_is_no_reason_to_write_a_row(
    noor: User, signed_in: Callable[[User], Client], django_assert_num_queries: Any
) -> None:
    client = signed_in(noor)
    with django_assert_num_queries(2):  # the session and the user
        client.get("/staff/password/")


def test_a_public_page_neither_ends_nor_prolongs_it(noor: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(noor)
    stored = Session.objects.get().get_decoded()
    assert after(client, "/nl/", hours=2).status_code == 200
    assert Session.objects.get().get_decoded() == stored


def test_it_has_another_key_after_signing_in(noor: User) -> None:
    secret = with_app(noor)
    client = Client()
    try_name(client, "noor")
    before = client.cookies["sessionid"].value
    try_code(client, code_of(secret))
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_key_that_somebody_else_chose_is_not_taken(noor: User) -> None:
    client = Client()
    client.cookies["sessionid"] = "s" * 32
    try_name(client, "noor")
    assert client.cookies["sessionid"].value != "s" * 32


def test_a_new_password_ends_all_others(noor: User) -> None:
    secret = with_app(noor)
    with time_machine.travel(timezone.now(), tick=False):
        here, elsewhere = come_in(noor, secret, later=-30), come_in(noor, secret, later=30)
    key = here.cookies["sessionid"].value
    here.post("/staff/password/", {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})
    assert is_in(here)
    assert here.cookies["sessionid"].value != key
    assert not is_in(elsewhere)


@pytest.mark.parametrize("verb", [User.give_first_password, User.reset_second_factor, User.end])
def test_it_ends_with_the_account_or_its_password(els: User, noor: User, verb: Any) -> None:
    client = come_in(noor, with_app(noor))
    verb(noor, els)
    assert not is_in(client)
    if not noor.is_active:
        noor.open(els)
        assert not is_in(client), "a session must not come to life with its account"


def test_signing_out_takes_the_session_out_of_the_database(noor: User, signed_in: Callable[[User], Client]) -> None:
    signed_in(noor).post("/staff/sign-out/")
    assert not Session.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_staff_stays_in_a_browser(lies: User, signed_in: Callable[[User], Client], page: str) -> None:
    for client in (Client(), signed_in(lies)):
        assert {"no-store", "private"} <= set(client.get(page)["Cache-Control"].split(", "))


COOKIES = """
import django; django.setup()
from django.conf import settings
for kind in ("SESSION", "CSRF", "LANGUAGE"):
    print(getattr(settings, kind + "_COOKIE_NAME"))
print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE)
print(settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_EXPIRE_AT_BROWSER_CLOSE)
print(settings.CSRF_COOKIE_SECURE, settings.CSRF_COOKIE_HTTPONLY)
print(settings.CSRF_COOKIE_PATH, settings.CSRF_COOKIE_DOMAIN)
print(settings.PASSWORD_HASHERS)
"""


def test_in_production_browsers_believe_the_cookies_from_this_host_alone() -> None:
    production = {
        "DJANGO_SETTINGS_MODULE": "brusselshelps.settings",
        "DEBUG": "False",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "help.example",
        "BASE_URL": "https://help.example",
        "DEFAULT_FROM_EMAIL": "help@help.example",
    }
    said = subprocess.run(
        [sys.executable, "-c", COOKIES],
        cwd=Path(__file__).parents[2],
        env=os.environ | production,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == [
        *("__Host-sessionid", "__Host-csrftoken", "__Secure-language"),
        *("True True Lax", "/ None True", "True True", "/ None"),
        "['django.contrib.auth.hashers.Argon2PasswordHasher']",
    ]
