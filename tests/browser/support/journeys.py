"""Steps of visitors' journeys, by field names and URLs only: valid in every language, with or without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page

REFERENCE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}")
MARIA = {"name": "Maria Peeters", "phone": "0470/12 34 56", "email": "maria@example.org", "postcode": "1020"}
JEF = {"name": "Jef Janssens", "email": "jef@example.org", "phone": "0470 65 43 21", "postcode": "1040"}


def tick(page: Page, name: str, value: str = "") -> None:
    page.locator(f"[name={name}]" + (f"[value={value}]" if value else "")).check()


def type_in(page: Page, answers: dict[str, str]) -> None:
    for name, text in answers.items():
        page.locator(f"#id_{name}").fill(text)


def follow(page: Page, selector: str) -> None:
    """Click something that leads to another page, and wait for that page, so that the next step reads from it."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def send(page: Page) -> None:
    follow(page, "button.main")


def fill_ask(page: Page) -> None:
    tick(page, "categories", "shopping")
    tick(page, "categories", "dog")
    tick(page, "for_whom", "myself")
    tick(page, "contact_language", "fr")
    type_in(page, MARIA | {"message": "Second floor. Ring twice."})


def fill_register(page: Page) -> None:
    tick(page, "categories", "dog")
    tick(page, "residence", "inside")
    tick(page, "languages", "nl")
    tick(page, "contact_language", "nl")
    tick(page, "adult")
    tick(page, "information_read")
    type_in(page, JEF)


def reference_on(page: Page) -> str:
    text = page.locator(".reference").inner_text()
    assert REFERENCE.fullmatch(text)
    return text


def back_to_the_form(page: Page, key: str) -> None:
    """Go back. Browsers restore the form as it was left, which Playwright disables, so the form's key is put back."""
    page.go_back()
    page.locator("[name=key]").evaluate("(field, key) => { field.value = key }", key)


def key_of(page: Page) -> str:
    return page.locator("[name=key]").input_value()


def errors_on(page: Page) -> list[str]:
    """The fields that the summary links to."""
    links = page.locator(".summary a").all()
    return [str(link.get_attribute("href")).removeprefix("#id_") for link in links]
