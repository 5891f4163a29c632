"""Guessing at user names, passwords and codes is slowed down; signing in correctly is not."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import (
    CODE,
    OWN,
    SET_UP,
    SIGN_IN,
    Counting,
    code_of,
    come_in,
    key_on,
    try_code,
    try_name,
    with_app,
)
from tests.builders import PASSWORD
from tests.desk.desk_client import browser, shown


class TestGuessing:
    def test_after_five_tries_a_name_has_to_wait_before_any_hash_is_computed(self, noor: User, settings: Any) -> None:
        for _try in range(5):
            assert try_name(Client(), "noor", "wrong").status_code == 200
        settings.PASSWORD_HASHERS = ["tests.accounts.sign_in_client.Counting"]
        Counting.computed = 0
        refused = try_name(Client(), "noor")
        assert refused.status_code == 429
        assert refused["Retry-After"] == "300"
        assert "Wait five minutes" in shown(refused)
        assert Counting.computed == 0

    def test_a_name_that_does_not_exist_has_to_wait_as_long(self, db: None) -> None:
        statuses = [try_name(Client(), "nobody", "wrong").status_code for _try in range(6)]
        assert statuses == [200] * 5 + [429]

    def test_after_five_minutes_one_may_try_again(self, noor: User) -> None:
        for _try in range(6):
            try_name(Client(), "noor", "wrong")
        with time_machine.travel(timezone.now() + timezone.timedelta(minutes=6)):
            assert try_name(Client(), "noor").status_code == 302

    def test_nobody_is_locked_out_from_elsewhere(self, noor: User, settings: Any) -> None:
        settings.PROXY_COUNT = 1
        for _try in range(6):
            try_name(Client(), "noor", "wrong", headers={"x-forwarded-for": "203.0.113.9"})
        assert try_name(Client(), "noor", headers={"x-forwarded-for": "198.51.100.7"}).status_code == 302

    def test_many_names_from_one_network_have_to_wait_too(self, noor: User) -> None:
        statuses = {try_name(Client(), f"name{number}", "wrong").status_code for number in range(31)}
        assert statuses == {200, 429}

    def test_one_name_from_many_networks_has_to_wait_in_the_end(self, noor: User, settings: Any) -> None:
        settings.PROXY_COUNT = 1
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_anywhere": "8/h/key"}
        statuses = [
            try_name(Client(), "noor", "wrong", headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code
            for number in range(9)
        ]
        assert statuses == [200] * 8 + [429]

    def test_but_nobody_shuts_out_who_signed_in_there_before(self, noor: User, settings: Any) -> None:
        at_her_desk = come_in(noor, with_app(noor))
        settings.PROXY_COUNT = 1
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_anywhere": "8/h/key"}
        for number in range(9):
            try_name(Client(), "noor", "wrong", headers={"x-forwarded-for": f"203.0.113.{number}"})
        at_her_desk.post("/staff/sign-out/")
        here, elsewhere = {"x-forwarded-for": "198.51.100.7"}, {"x-forwarded-for": "198.51.100.99"}
        assert try_name(Client(), "noor", headers=elsewhere).status_code == 429
        wrong = [try_name(at_her_desk, "noor", "wrong", headers=here).status_code for _try in range(6)]
        assert wrong == [200] * 5 + [429]
        assert try_name(at_her_desk, "noor", headers=elsewhere)["Location"] == CODE

    def test_a_browser_is_known_for_who_signed_in_there_and_opens_nothing(self, noor: User) -> None:
        client = come_in(noor, with_app(noor))
        cookie = client.cookies["known"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SIGN_IN, True, "Lax")
        assert "noor" not in cookie.value
        for value in (cookie.value, cookie.value + "x", "noor"):
            other = Client()
            other.cookies["known"] = value
            assert other.get("/admin/").status_code == 302
            assert try_name(other, "noor", "wrong").status_code == 200

    def test_a_code_can_be_guessed_five_times(self, noor: User) -> None:
        secret = with_app(noor)
        client = Client()
        try_name(client, "noor")
        statuses = [try_code(client, "000000").status_code for _try in range(6)]
        assert statuses == [200] * 5 + [429]
        assert try_code(client, code_of(secret)).status_code == 429
        # Nor from another browser: the limit applies to the account.
        other = Client()
        try_name(other, "noor")
        assert try_code(other, code_of(secret)).status_code == 429

    def test_who_is_right_is_not_counted_as_wrong(self, noor: User) -> None:
        assert {try_name(Client(), "noor").status_code for _try in range(20)} == {302}

    @pytest.mark.parametrize("language", ["nl", "fr", "en"])
    def test_the_page_is_in_the_language_of_the_browser(self, db: None, language: str) -> None:
        for _try in range(6):
            page = try_name(Client(), "noor", "wrong", headers={"accept-language": language})
        assert page.status_code == 429
        assert page["Content-Language"] == language

    def test_the_page_fits_what_was_tried_and_leads_back(self, noor: User) -> None:
        for _try in range(6):
            page = try_name(Client(), "noor", "wrong")
        assert "have you forgotten your password?" in shown(page)
        assert f'href="{SIGN_IN}">Back to sign-in' in page.content.decode()
        assert 'action="/staff/language/"' in page.content.decode()
        cache.clear()
        secret, client = with_app(noor), Client()
        try_name(client, "noor")
        for _try in range(6):
            page = try_code(client, "000000")
        assert "A wrong code or passkey was used too many times." in shown(page)
        assert "password" not in shown(page)
        assert f'href="{CODE}">Back to sign-in' in page.content.decode()
        cache.clear()
        client = come_in(noor, secret)
        client.post(f"{SET_UP}app/remove/")
        for _try in range(6):
            page = client.post(f"{SET_UP}app/", {"code": "000000"})
        assert page.status_code == 429
        assert f'href="{SET_UP}app/"' in page.content.decode()

    def test_who_chooses_a_password_may_take_as_many_tries_as_it_takes(self, noor: User) -> None:
        client = browser(noor)
        chosen = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
        assert {client.post("/staff/password/", chosen).status_code for _try in range(12)} == {200}

    def test_the_present_password_can_be_guessed_five_times(self, noor: User) -> None:
        client = browser(noor)
        wrong = {"oldpassword": "wrong", "password1": OWN, "password2": OWN}
        pages = [client.post("/staff/password/", wrong) for _try in range(6)]
        assert [page.status_code for page in pages] == [200] * 5 + [429]
        assert "A wrong current password was entered too many times." in shown(pages[-1])
        assert client.post("/staff/password/", wrong | {"oldpassword": PASSWORD}).status_code == 429

    @pytest.mark.parametrize("verb", ["first-password", "second-factor"])
    def test_a_first_password_begins_all_counting_anew(
        self, els: User, noor: User, verb: str, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.PROXY_COUNT = 1
        secret, client, hers = with_app(noor), Client(), browser(noor)
        away = {"headers": {"x-forwarded-for": "203.0.113.9", "accept-language": "en"}}
        try_name(client, "noor")
        for _try in range(6):
            try_code(client, "000000")
            try_name(Client(), "noor", "wrong", **away)
            hers.post("/staff/password/", {"oldpassword": "wrong", "password1": OWN, "password2": OWN})
        assert try_name(Client(), "noor", "wrong", **away).status_code == 429
        with django_capture_on_commit_callbacks(execute=True):
            page = browser(els).post(f"/admin/accounts/user/{noor.pk}/{verb}/", {"stamp": noor.stamp})
        first, client = page.context["password"], Client()
        assert try_name(client, "noor", first, **away).status_code == 302
        if verb == "first-password":
            assert try_code(client, code_of(secret)).status_code == 302
        else:
            assert client.post(f"{SET_UP}app/", {"code": code_of(key_on(client.get(f"{SET_UP}app/")))})["Location"]
        new = {"oldpassword": first, "password1": OWN, "password2": OWN}
        assert client.post("/staff/password/", new).status_code == 302

    def test_what_is_counted_names_nobody(self, noor: User, settings: Any) -> None:
        settings.PROXY_COUNT = 1
        try_name(Client(), "noor", "wrong", headers={"x-forwarded-for": "203.0.113.9"})
        with connection.cursor() as cursor:
            cursor.execute("select cache_key, value from accounts_counter")
            rows = cursor.fetchall()
        assert rows
        assert {len(key) for key, _value in rows} == {64}
        assert "noor" not in str(rows)
