"""The main journey, with JavaScript off: Maria asks, Jef registers, Noor sees both, Lies counts them."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import code_of, with_app
from tests.browser.conftest import Visit
from tests.browser.support.journeys import (
    back_to_the_form,
    errors_on,
    fill_ask,
    fill_register,
    follow,
    key_of,
    reference_on,
    send,
    type_in,
)
from tests.builders import PASSWORD


def sign_in(page: Page, user: User, then: str) -> None:
    key = with_app(user)
    page.goto(then)
    page.locator("#id_login").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.locator("#id_code").fill(code_of(key))
    page.locator("#id_code").press("Enter")
    page.wait_for_url(f"**{then}")


def ask_in_french(page: Page) -> str:
    page.goto("/fr/")
    follow(page, "a.action-card[href='/fr/help/']")
    send(page)
    assert errors_on(page) == ["categories_0", "for_whom_0", "name", "phone", "postcode"]
    fill_ask(page)
    page.locator("#id_postcode").fill("9000")
    send(page)
    assert errors_on(page) == ["postcode"]
    page.locator("#id_postcode").fill("B-1020")
    send(page)
    page.wait_for_url("**/fr/help/sent/**")
    return reference_on(page)


def register_in_dutch(page: Page) -> str:
    page.goto("/nl/")
    follow(page, "a.action-card[href='/nl/volunteer/']")
    fill_register(page)
    send(page)
    page.wait_for_url("**/nl/volunteer/sent/**")
    return reference_on(page)


def test_maria_asks_jef_registers_noor_sees_both_and_lies_counts_them(visit: Visit, noor: User, lies: User) -> None:
    asked = ask_in_french(visit("fr", javascript=False))
    registered = register_in_dutch(visit("nl", javascript=False))
    desk = visit("nl", javascript=False)
    sign_in(desk, noor, "/admin/")
    desk.goto("/admin/requests_app/helprequest/")
    desk.get_by_role("link", name=asked).click()
    expect(desk.locator("body")).to_contain_text("Maria Peeters")
    desk.goto("/admin/volunteers/volunteer/")
    expect(desk.locator("#result_list")).to_contain_text(registered)
    figures = visit("en", javascript=False)
    sign_in(figures, lies, "/reports/")
    expect(figures.locator("table")).not_to_have_count(0)
    expect(figures.locator("body")).not_to_contain_text("Maria")
    expect(figures.locator(".fails")).to_have_count(0)


def test_enter_sends_the_form_and_does_not_switch_language(visit: Visit) -> None:
    page = visit("fr", javascript=False)
    page.goto("/fr/help/")
    with page.expect_navigation():
        page.locator("#id_name").press("Enter")
    assert errors_on(page)
    assert page.url.endswith("/fr/help/")
    fill_ask(page)
    page.locator("#id_postcode").press("Enter")
    page.wait_for_url("**/fr/help/sent/**")


def test_the_language_switch_keeps_everything_typed_and_finds_no_fault(visit: Visit) -> None:
    page = visit("nl", javascript=False)
    page.goto("/nl/help/")
    fill_ask(page)
    type_in(page, {"postcode": "somewhere", "email": ""})
    page.locator("#id_message").fill("Rang trois fois ☎ <b>")
    key = key_of(page)
    follow(page, "button[name=switch][value=fr]")
    page.wait_for_url("**/fr/help/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".summary")).to_have_count(0)
    typed = {"name": "Maria Peeters", "postcode": "somewhere", "email": "", "message": "Rang trois fois ☎ <b>"}
    assert {name: page.locator(f"#id_{name}").input_value() for name in typed} == typed
    assert key_of(page) == key
    ticked = "[...document.querySelectorAll('input:checked')].map(one => one.value).sort()"
    assert page.evaluate(ticked) == ["dog", "fr", "myself", "shopping"]
    page.locator("#id_postcode").fill("1020")
    page.locator("#id_email").fill("maria@example.org")
    send(page)
    page.wait_for_url("**/fr/help/sent/**")


def test_the_keyboard_alone_reaches_every_field_and_the_switch_stays_out_of_the_way(visit: Visit) -> None:
    page = visit("nl")
    page.goto("/nl/volunteer/")
    reached = []
    for _press in range(60):
        page.keyboard.press("Tab")
        focused: Any = page.evaluate("document.activeElement.name || document.activeElement.className")
        reached.append(focused)
        if focused == "main":
            break
    assert reached[0] == "skip"
    wanted = ["categories", "name", "email", "phone", "residence", "postcode", "languages", "contact_language"]
    order = [reached.index(name) for name in (*wanted, "adult", "information_read")]
    assert order == sorted(order)
    assert "off-screen" not in reached
    assert reached[-1] == "main"


def test_a_mistake_is_met_at_once_and_leads_to_its_field(visit: Visit) -> None:
    page = visit("nl")
    page.goto("/nl/help/")
    calm = page.title()
    send(page)
    page.wait_for_selector(".summary")
    expect(page.locator(".summary")).to_be_focused()
    assert re.match(rf"\w+\s?:\s+{re.escape(calm)}", page.title())
    for link in page.locator(".summary a").all():
        link.click()
        expect(page.locator(str(link.get_attribute("href")))).to_be_focused()


def test_back_and_reload_after_sending_store_nothing_more(visit: Visit) -> None:
    page = visit("nl", javascript=False)
    page.goto("/nl/volunteer/")
    key = key_of(page)
    fill_register(page)
    send(page)
    reference = reference_on(page)
    page.reload()
    assert reference_on(page) == reference
    back_to_the_form(page, key)
    fill_register(page)
    send(page)
    assert reference_on(page) == reference
