"""Nobody reaches the desk or the figures without a user name, their own password and a second factor."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
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
    is_in,
    key_on,
    kinds_of,
    try_code,
    try_name,
    with_app,
)
from tests.builders import PASSWORD, make_request, make_user
from tests.desk.desk_client import messages, page_of, shown

SIGNED_IN_PAGES = ["/admin/", "/admin/requests_app/helprequest/", "/reports/", "/admin/nowhere/", "/admin/jsi18n/"]
NO = "This username and password do not match."


def test_the_first_day_of_a_clerk(els: User) -> None:
    """First password, own password, app, recovery codes, and then the desk."""
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
    # On the second day the password alone is not enough.
    client = Client()
    assert try_name(client, "wout", OWN)["Location"] == CODE
    assert not is_in(client)
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=2)):
        assert try_code(client, code_of(secret))["Location"] == "/admin/"
        assert is_in(client)
    client = Client()
    try_name(client, "wout", OWN)
    assert try_code(client, codes[0])["Location"] == "/admin/"


@pytest.mark.parametrize("address", SIGNED_IN_PAGES)
def test_nothing_is_reached_before_a_second_factor_is_set_up(noor: User, address: str) -> None:
    client = Client()
    try_name(client, "noor")
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)


@pytest.mark.parametrize("address", SIGNED_IN_PAGES)
def test_nothing_is_reached_between_the_password_and_the_code(noor: User, address: str) -> None:
    with_app(noor)
    client = Client()
    try_name(client, "noor")
    assert client.get(address)["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("address", SIGNED_IN_PAGES)
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


def test_sign_in_leads_to_the_page_that_was_wanted_and_never_to_another_site(noor: User) -> None:
    secret, request = with_app(noor), make_request()
    for wanted, where in ((page_of(request), page_of(request)), ("https://elsewhere.example/", "/admin/")):
        client = Client()
        try_name(client, "noor", next=wanted)
        with time_machine.travel(timezone.now() + timezone.timedelta(minutes=2 if where == "/admin/" else 0)):
            assert try_code(client, code_of(secret))["Location"] == where


def test_the_sign_in_page_of_the_admin_redirects_to_ours(db: None) -> None:
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
        settings.PASSWORD_HASHERS = ["tests.accounts.sign_in_client.Counting"]
        for user in (els, noor):
            user.set_password(PASSWORD)
            user.save()
        User.objects.filter(pk=els.pk).update(is_active=False)
        for username, password in (("noor", "wrong"), ("nobody", "wrong"), ("els", PASSWORD), ("noor", PASSWORD)):
            Counting.computed = 0
            try_name(Client(), username, password)
            assert Counting.computed == 1, username


def test_the_sign_in_page_tells_how_long_a_first_password_works(db: None) -> None:
    assert "A first password works for 3 days." in shown(Client().get(SIGN_IN, headers={"accept-language": "en"}))


def test_an_empty_form_says_what_to_fill_in(noor: User) -> None:
    page = shown(try_name(Client(), "", ""))
    assert "Enter your username." in page
    assert "Enter your password." in page
    with_app(noor)
    client = Client()
    try_name(client, "noor")
    assert "Enter the code." in shown(try_code(client, ""))


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


def test_signing_out_is_a_button_and_leads_to_the_sign_in_page(noor: User) -> None:
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
    assert messages(client.get("/admin/"))[0] == "You are already signed in as noor."


def test_one_types_at_once_where_one_is_asked_who_one_is(noor: User) -> None:
    with_app(noor)
    client = Client()
    assert "autofocus" in client.get(SIGN_IN).content.decode()
    assert try_name(client, "noor", "wrong").content.decode().count("autofocus") == 1, "the summary comes first"
    try_name(client, "noor")
    assert "autofocus" in client.get(CODE).content.decode()


def test_the_counters_are_shared_by_all_processes(db: None) -> None:
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"  # type: ignore[attr-defined]
