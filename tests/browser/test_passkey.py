"""A passkey, on a virtual authenticator in a real browser: registered, and used instead of a code."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import SET_UP, SIGN_IN, kinds_of
from tests.browser.conftest import Visit
from tests.builders import PASSWORD

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> None:
    cable = page.context.new_cdp_session(page)
    cable.send("WebAuthn.enable")
    cable.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_a_passkey_is_the_second_step(visit: Visit, noor: User) -> None:
    page = visit("en")
    plug_in(page)
    for step in ("sign in and set one up", "sign in with it"):
        page.goto(SIGN_IN)
        page.locator("#id_login").fill("noor")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        if step == "sign in with it":
            page.locator("[data-passkey] button").click()
            page.wait_for_url("**/admin/")
            return
        page.wait_for_url(f"**{SET_UP}")
        page.goto(f"{SET_UP}passkey/")
        page.locator("#id_name").fill("Key on my ring")
        page.locator("[data-passkey] button").click()
        page.wait_for_url("**/codes/")
        assert kinds_of(noor) == {"webauthn", "recovery_codes"}
        page.goto("/admin/")
        expect(page.locator("#logout-form")).to_be_visible()
        page.goto(SET_UP)
        expect(page.get_by_text("Key on my ring").first).to_be_visible()
        page.locator("#logout-form button").click()
        page.wait_for_url(f"**{SIGN_IN}*")


def test_without_javascript_there_is_no_button_that_does_nothing(visit: Visit, noor: User) -> None:
    page = visit("en", javascript=False, staff=noor)
    page.goto(f"{SET_UP}passkey/")
    expect(page.locator("[data-passkey] button")).to_be_hidden()
    expect(page.locator("[data-without]")).to_be_visible()


def test_a_passkey_that_does_not_come_is_told(visit: Visit, noor: User) -> None:
    page = visit("en", staff=noor)
    page.goto(f"{SET_UP}passkey/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()) }")
    page.locator("[data-passkey] button").click()
    expect(page.locator("[role=alert]:not([hidden])")).to_be_visible()
