"""The second step: app codes, passkeys and recovery codes, each accepted once; and how they are set up and removed."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import (
    CODE,
    SET_UP,
    code_of,
    come_in,
    is_in,
    key_on,
    kinds_of,
    try_code,
    try_name,
    with_app,
    with_recovery_codes,
)
from tests.desk.desk_client import messages, shown


class TestTheSecondFactor:
    def test_a_code_works_once(self, noor: User) -> None:
        secret, now = with_app(noor), timezone.now()
        with time_machine.travel(now, tick=False):
            used = code_of(secret)
            come_in(noor, secret)
        for later in (0, 20, 50):
            with time_machine.travel(now + timezone.timedelta(seconds=later), tick=False):
                client = Client()
                try_name(client, "noor")
                page = try_code(client, used)
                assert page.status_code == 200
                assert "has already been used" in shown(page)

    def test_a_clock_may_be_half_a_minute_wrong_and_no_more(self, noor: User) -> None:
        secret = with_app(noor)
        with time_machine.travel(timezone.now(), tick=False):
            for late, status in ((30, 302), (-30, 302), (90, 200), (-90, 200)):
                client = Client()
                try_name(client, "noor")
                assert try_code(client, code_of(secret, late)).status_code == status, late

    def test_a_recovery_code_works_once(self, noor: User) -> None:
        with_app(noor)
        code = with_recovery_codes(noor)[3]
        for status in (302, 200):
            client = Client()
            try_name(client, "noor")
            assert try_code(client, code).status_code == status

    def test_who_used_a_recovery_code_is_told_how_many_are_left(self, noor: User) -> None:
        with_app(noor)
        for left, code in ((9, with_recovery_codes(noor)[0]), (8, with_recovery_codes(noor)[4])):
            client = Client()
            try_name(client, "noor")
            page = client.post(CODE, {"code": code}, headers={"accept-language": "en"}, follow=True)
            assert [f"{left} c" in told for told in messages(page)] == [True]

    def test_a_wrong_code_tells_what_to_fill_in_instead(self, noor: User) -> None:
        client = Client()
        try_name(client, "noor")
        page = client.post(f"{SET_UP}app/", {"code": "000000"}, headers={"accept-language": "en"})
        assert [*page.context["form"].errors["code"]] != []
        with_app(noor)
        client = Client()
        try_name(client, "noor")
        assert "Enter the next code from the app, or another recovery code." in shown(try_code(client, "000000"))

    def test_recovery_codes_are_shown_once(self, noor: User) -> None:
        secret = with_app(noor)
        client = come_in(noor, secret)
        assert client.post(f"{SET_UP}codes/new/")["Location"] == f"{SET_UP}codes/"
        assert len(re.findall(r"<code>\d{10}</code>", client.get(f"{SET_UP}codes/").content.decode())) == 10
        assert not re.findall(r"<code>\d", client.get(f"{SET_UP}codes/").content.decode())

    def test_the_key_of_an_app_stays_while_it_is_set_up(self, noor: User) -> None:
        client = Client()
        try_name(client, "noor")
        secret = key_on(client.get(f"{SET_UP}app/"))
        assert key_on(client.get(f"{SET_UP}app/")) == secret
        assert key_on(client.post(f"{SET_UP}app/", {"code": "000000"})) == secret
        assert client.post(f"{SET_UP}app/", {"code": code_of(secret)})["Location"] == f"{SET_UP}codes/"
        # The next app gets a different key.
        client.post(f"{SET_UP}app/remove/")
        assert key_on(client.get(f"{SET_UP}app/")) != secret

    def test_the_code_that_set_up_an_app_signs_nobody_in(self, noor: User) -> None:
        client = Client()
        with time_machine.travel(timezone.now(), tick=False):
            try_name(client, "noor")
            code = code_of(key_on(client.get(f"{SET_UP}app/")))
            assert client.post(f"{SET_UP}app/", {"code": code}).status_code == 302
            other = Client()
            try_name(other, "noor")
            assert try_code(other, code).status_code == 200
            assert not is_in(other)

    def test_the_code_of_somebody_else_is_not_right(self, noor: User, karim: User) -> None:
        with_app(noor)
        client = Client()
        try_name(client, "noor")
        assert try_code(client, code_of(with_app(karim))).status_code == 200

    def test_the_database_alone_holds_no_key(self, noor: User) -> None:
        secret = with_app(noor)
        assert secret not in str(noor.authenticator_set.get().data)

    def test_it_can_be_changed_only_shortly_after_signing_in(self, noor: User) -> None:
        secret = with_app(noor)
        client = come_in(noor, secret)
        assert client.get(f"{SET_UP}app/remove/").status_code == 200
        with time_machine.travel(timezone.now() + timezone.timedelta(minutes=16)):
            for address in ("app/remove/", "passkey/", "codes/new/"):
                for answer in (client.get(SET_UP + address), client.post(SET_UP + address)):
                    assert answer["Location"].startswith("/staff/sign-in/again/")
            page = client.get(f"/staff/sign-in/again/?next={SET_UP}app/remove/")
            way = re.search(r'name="next" value="(/staff/sign-in/[^"]+)"', page.content.decode())[1]  # type: ignore[index]
            assert client.post("/staff/sign-out/", {"next": way})["Location"] == way
            try_name(client, "noor", next=f"{SET_UP}app/remove/")
            assert try_code(client, code_of(secret))["Location"] == f"{SET_UP}app/remove/"
            assert client.get(f"{SET_UP}app/remove/").status_code == 200

    def test_who_removes_the_last_one_sets_up_another_before_anything_else(self, noor: User) -> None:
        client = come_in(noor, with_app(noor))
        client.post(f"{SET_UP}app/remove/")
        assert kinds_of(noor) == set()
        assert client.get("/admin/")["Location"] == SET_UP

    @pytest.mark.parametrize("wild", ["", "null", "[]", "1", "{}", '{"id": "x"}', '{"response": {}}', "\0", "é" * 5000])
    def test_what_no_browser_sends_as_a_passkey_is_refused_in_a_sentence(self, noor: User, wild: str) -> None:
        secret = with_app(noor)
        client = Client()
        try_name(client, "noor")
        client.get(CODE)
        assert client.post(CODE, {"credential": wild}).status_code == 200
        client = come_in(noor, secret)
        client.get(f"{SET_UP}passkey/")
        assert client.post(f"{SET_UP}passkey/", {"credential": wild, "name": "x"}).status_code == 200
        assert kinds_of(noor) == {"totp"}
