"""Nobody reaches the desk or the figures without a name, a password of their own and a second factor."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from tests.accounts.desk import browser, messages, page_of, shown
from tests.accounts.door import (
    CODE,
    OWN,
    SET_UP,
    SIGN_IN,
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
from tests.builders import PASSWORD, make_request, make_user

BEHIND_THE_DOOR = ["/admin/", "/admin/requests_app/helprequest/", "/reports/", "/admin/nowhere/", "/admin/jsi18n/"]
NO = "This username and password do not belong together."


def test_the_first_day_of_a_clerk(els: User) -> None:
    """A first password, one of their own, an app, the recovery codes: then the desk."""
    new = User(username="wout", role="clerk", backoffice=els.backoffice, language="en")
    first = new.open(els)
    client = Client()
    assert try_name(client, "wout", first)["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == "/staff/password/"
    changed = client.post("/staff/password/", {"oldpassword": first, "password1": OWN, "password2": OWN})
    assert changed["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == SET_UP
    secret = key_on(client.get(f"{SET_UP}app/"))
    page = client.post(f"{SET_UP}app/", {"code": code_of(secret)}, follow=True)
    assert page.redirect_chain == [(f"{SET_UP}codes/", 302)]
    codes = re.findall(r"<code>(\d{10})</code>", page.content.decode())
    assert len(set(codes)) == 10
    assert is_in(client)
    # And on the second day: the password alone is half of it.
    client = Client()
    assert try_name(client, "wout", OWN)["Location"] == CODE
    assert not is_in(client)
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=2)):
        assert try_code(client, code_of(secret))["Location"] == "/admin/"
        assert is_in(client)
    client = Client()
    try_name(client, "wout", OWN)
    assert try_code(client, codes[0])["Location"] == "/admin/"


@pytest.mark.parametrize("address", BEHIND_THE_DOOR)
def test_nothing_is_reached_before_a_second_factor_is_set_up(noor: User, address: str) -> None:
    client = Client()
    try_name(client, "noor")
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)


@pytest.mark.parametrize("address", BEHIND_THE_DOOR)
def test_nothing_is_reached_between_the_password_and_the_code(noor: User, address: str) -> None:
    with_app(noor)
    client = Client()
    try_name(client, "noor")
    assert client.get(address)["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("address", BEHIND_THE_DOOR)
def test_nothing_is_reached_with_a_first_password(els: User, noor: User, address: str) -> None:
    secret, first = with_app(noor), noor.give_first_password(els)
    client = come_in(noor, secret, first)
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, "/staff/password/")


def test_a_first_password_is_no_password_to_keep(els: User, noor: User) -> None:
    secret, first = with_app(noor), noor.give_first_password(els)
    client = come_in(noor, secret, first)
    page = client.post("/staff/password/", {"oldpassword": first, "password1": first, "password2": first})
    assert page.status_code == 200
    assert not is_in(client)


def test_who_knows_only_the_password_cannot_set_up_a_factor_beside_the_one_that_is_there(noor: User) -> None:
    thief = Client()
    try_name(thief, "noor")
    with_app(noor)
    assert thief.get(f"{SET_UP}app/")["Location"].startswith(SIGN_IN)
    assert thief.get(SET_UP)["Location"].startswith(SIGN_IN)
    assert kinds_of(noor) == {"totp"}


def test_one_goes_on_to_the_page_one_wanted_and_never_out_of_the_house(noor: User) -> None:
    secret, request = with_app(noor), make_request()
    for wanted, where in ((page_of(request), page_of(request)), ("https://elsewhere.example/", "/admin/")):
        client = Client()
        try_name(client, "noor", next=wanted)
        with time_machine.travel(timezone.now() + timezone.timedelta(minutes=2 if where == "/admin/" else 0)):
            assert try_code(client, code_of(secret))["Location"] == where


def test_the_old_door_of_the_admin_leads_to_this_one(db: None) -> None:
    answer = Client().get("/admin/login/?next=/admin/accounts/user/")
    assert answer["Location"] == f"{SIGN_IN}?next=/admin/accounts/user/"
    for address in ("/admin/logout/", "/admin/password_change/", "/admin/password_change/done/"):
        assert Client().get(address)["Location"].startswith(SIGN_IN)


def test_the_old_addresses_of_the_admin_are_not_there(administrator: User, signed_in: Any) -> None:
    for address in ("/admin/logout/", "/admin/password_change/", "/admin/autocomplete/"):
        assert signed_in(administrator).get(address).status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        *("signup/", "inactive/", "email/", "confirm-email/", "password/set/", "password/reset/", "reauthenticate/"),
        *("login/code/confirm/", "2fa/", "2fa/authenticate/", "2fa/recovery-codes/download/", "2fa/webauthn/login/"),
    ],
)
@pytest.mark.parametrize("prefix", ["/", "/staff/", "/accounts/", "/admin/"])
def test_what_is_not_needed_does_not_exist(noor: User, signed_in: Any, prefix: str, page: str) -> None:
    assert signed_in(noor).get(prefix + page).status_code == 404


class TestNobodyLearnsWhichNamesExist:
    def tried(self, username: str, password: str) -> str:
        answer = try_name(Client(), username, password)
        assert answer.status_code == 200
        assert NO in shown(answer)
        return re.sub(r'value="[^"]*"', "", answer.content.decode())

    def test_the_answer_is_the_same_whatever_was_wrong(self, els: User, noor: User) -> None:
        karl, marie, joke = (make_user(name, "clerk", "vgc") for name in ("karl", "marie", "joke"))
        karl.end(els)
        first = marie.give_first_password(els)
        User.objects.filter(pk=marie.pk).update(first_password_until=timezone.now())
        User.objects.filter(pk=joke.pk).update(ends_at=timezone.now())
        answers = {self.tried("noor", "wrong"), self.tried("nobody", "wrong"), self.tried("karl", PASSWORD)}
        answers |= {self.tried("marie", first), self.tried("joke", PASSWORD), self.tried("NOOR", PASSWORD)}
        assert len(answers) == 1

    def test_it_costs_one_hash_whatever_was_wrong(self, els: User, noor: User, settings: Any) -> None:
        settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
        for user in (els, noor):
            user.set_password(PASSWORD)
            user.save()
        User.objects.filter(pk=els.pk).update(is_active=False)
        for username, password in (("noor", "wrong"), ("nobody", "wrong"), ("els", PASSWORD), ("noor", PASSWORD)):
            Counting.computed = 0
            try_name(Client(), username, password)
            assert Counting.computed == 1, username


class Counting(MD5PasswordHasher):
    algorithm = "counting"
    computed = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.computed += 1
        return super().encode(password, salt)


class TestGuessing:
    def test_after_five_tries_a_name_has_to_wait_before_any_hash_is_computed(self, noor: User, settings: Any) -> None:
        for _try in range(5):
            assert try_name(Client(), "noor", "wrong").status_code == 200
        settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
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
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_anywhere": "3/h/key"}
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
        # Nor with another browser, for it is the account that waits.
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
        assert "do you not know your password any more?" in shown(page)
        assert f'href="{SIGN_IN}">Back to signing in' in page.content.decode()
        assert 'action="/staff/language/"' in page.content.decode()
        cache.clear()
        secret, client = with_app(noor), Client()
        try_name(client, "noor")
        for _try in range(6):
            page = try_code(client, "000000")
        assert "A wrong code or passkey was used too often." in shown(page)
        assert "password" not in shown(page)
        assert f'href="{CODE}">Back to signing in' in page.content.decode()
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
        assert "A wrong present password was filled in too often." in shown(pages[-1])
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
                assert "was used already" in shown(page)

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
        assert "Fill in the next code of the app, or another recovery code." in shown(try_code(client, "000000"))

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
        # The next app has another one.
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


def test_the_door_tells_how_long_a_first_password_works(db: None) -> None:
    assert "A first password works for 3 days." in shown(Client().get(SIGN_IN, headers={"accept-language": "en"}))


def test_an_empty_form_says_what_to_fill_in(noor: User) -> None:
    page = shown(try_name(Client(), "", ""))
    assert "Fill in your username." in page
    assert "Fill in your password." in page
    with_app(noor)
    client = Client()
    try_name(client, "noor")
    assert "Fill in the code." in shown(try_code(client, ""))


def test_the_ministry_goes_on_to_the_figures(lies: User) -> None:
    client = Client()
    secret = with_app(lies)
    try_name(client, "lies")
    assert try_code(client, code_of(secret))["Location"] == "/reports/"


def test_signing_in_as_somebody_else_forgets_the_first(noor: User, karim: User) -> None:
    with_app(noor)
    client = Client()
    try_name(client, "noor")
    client.post("/staff/sign-out/")
    assert client.get(CODE)["Location"] == SIGN_IN


def test_signing_out_is_a_button_and_leads_to_the_door(noor: User) -> None:
    client = come_in(noor, with_app(noor))
    assert client.get("/staff/sign-out/").status_code == 405
    page = client.post("/staff/sign-out/", follow=True, headers={"accept-language": "en"})
    assert page.redirect_chain == [(f"{SIGN_IN}?out", 302)]
    assert "You are signed out." in shown(page)
    assert "You are signed out." not in shown(Client().get(SIGN_IN, headers={"accept-language": "en"}))
    assert not is_in(client)


@pytest.mark.parametrize("page", [SIGN_IN, CODE])
def test_who_signed_in_meanwhile_in_another_tab_goes_on_to_the_desk(noor: User, page: str) -> None:
    User.objects.filter(pk=noor.pk).update(language="en")
    with_app(noor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(noor)
    wanted = "/admin/requests_app/helprequest/"
    for next_page, where in (({}, "/admin/"), ({"next": wanted}, wanted), ({"next": "https://x.example/"}, "/admin/")):
        answer = client.post(page, {"login": "noor", "password": PASSWORD, "csrfmiddlewaretoken": "x"} | next_page)
        assert answer["Location"] == where
    assert messages(client.get("/admin/"))[0] == "You are signed in already, as noor."


def test_one_types_at_once_where_one_is_asked_who_one_is(noor: User) -> None:
    with_app(noor)
    client = Client()
    assert "autofocus" in client.get(SIGN_IN).content.decode()
    assert try_name(client, "noor", "wrong").content.decode().count("autofocus") == 1, "the summary comes first"
    try_name(client, "noor")
    assert "autofocus" in client.get(CODE).content.decode()


def test_the_counters_are_shared_by_all_processes(db: None) -> None:
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"  # type: ignore[attr-defined]
