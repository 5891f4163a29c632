"""The sign-in pages of the desk in each of their states, with the users they need."""

from __future__ import annotations

from playwright.sync_api import Page

from brusselshelps.accounts import break_glass
from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import SET_UP, SIGN_IN, with_app, with_passkey, with_recovery_codes
from tests.builders import PASSWORD, make_user


def who() -> User:
    """A user with every second factor: an authenticator app, a passkey and recovery codes."""
    wout = make_user("wout", "clerk", "vgc")
    with_app(wout)
    with_passkey(wout, "USB")
    with_recovery_codes(wout)
    return wout


def noor() -> User:
    return User.objects.get(username="noor")


def try_name(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto(SIGN_IN)
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")


def wrong_password(page: Page, language: str) -> None:
    try_name(page, "noor", "not this one")
    page.wait_for_selector(".summary")


def code(page: Page, language: str) -> None:
    make_user("wout", "clerk", "vgc")
    with_app(User.objects.get(username="wout"))
    try_name(page, "wout")
    page.wait_for_selector("#id_code")


def wrong_code(page: Page, language: str) -> None:
    code(page, language)
    page.locator("#id_code").fill("000000")
    page.locator("#id_code").press("Enter")
    page.wait_for_selector(".summary")


def passkey(page: Page, language: str) -> None:
    who()
    try_name(page, "wout")
    page.wait_for_selector("#id_code")


def too_many(page: Page, language: str) -> None:
    for _try in range(6):
        try_name(page, "noor", "not this one")
        page.wait_for_load_state()


def first_password(page: Page, language: str) -> None:
    els = make_user("els", "lead", "vgc")
    first = make_user("wout", "clerk", "vgc", language).give_first_password(els)
    try_name(page, "wout", first)
    page.wait_for_selector("#id_oldpassword")


def second_step(page: Page, language: str) -> None:
    with_app(noor())
    with_passkey(noor(), "USB")
    with_recovery_codes(noor())
    page.goto(SET_UP)


def app_with_errors(page: Page, language: str) -> None:
    noor().authenticator_set.all().delete()
    page.goto(f"{SET_UP}app/")
    page.locator("#id_code").press("Enter")
    page.wait_for_selector(".summary")


def app_removed(page: Page, language: str) -> None:
    with_app(noor())
    page.goto(f"{SET_UP}app/remove/")


def recovery_codes(page: Page, language: str) -> None:
    with_app(noor())
    with_recovery_codes(noor())
    page.goto(f"{SET_UP}codes/")


def recovery_codes_again(page: Page, language: str) -> None:
    recovery_codes(page, language)
    page.reload()


def recovery_codes_new(page: Page, language: str) -> None:
    with_app(noor())
    page.goto(f"{SET_UP}codes/new/")


def emergency_account(page: Page, language: str) -> None:
    break_glass.open_account("marc", None, "Both leads lost their phones on the train.")
    page.goto("/admin/")


def account(page: Page, language: str) -> None:
    wout = make_user("wout", "clerk", "vgc")
    wout.give_first_password(User.objects.get(username="els"))
    page.goto(f"/admin/accounts/user/{wout.pk}/change/")


def account_ended(page: Page, language: str) -> None:
    wout = make_user("wout", "clerk", "vgc")
    wout.end(User.objects.get(username="els"))
    page.goto(f"/admin/accounts/user/{wout.pk}/change/")


def first_password_shown(page: Page, language: str) -> None:
    page.goto("/admin/accounts/user/add/")
    page.locator("#id_username").fill("wout")
    page.locator("#id_role").select_option("clerk")
    page.locator("input[name=_save]").click()
    page.wait_for_selector(".standing code")
