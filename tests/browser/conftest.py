"""Visitors with a browser. Whatever they meet, the browser's console stays silent and no other host is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from brusselshelps.accounts.models import User
from tests.accounts.sign_in_client import session_of
from tests.browser.support import chromium

Visit = Callable[..., Page]
LOCALES = {"nl": "nl-BE", "fr": "fr-BE", "en": "en-GB"}


@pytest.fixture(scope="session")
def base_url() -> str:
    """The plugin's own is written in a way that pytest warns about; each visit says where it goes."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium.must_be_there()
    return browser_type_launch_args | chromium.launch_options()


@pytest.fixture(autouse=True)
def _no_hurry(settings: Any) -> None:
    """A browser that is driven types faster than people; the tests about that set it back."""
    settings.FASTEST_FORM = 0


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], live_server: Any) -> Iterator[Visit]:
    """A page of a new browser: visit("fr", javascript=False, staff=noor). What its console said is looked at last."""
    complaints: list[str] = []

    def open_page(language: str = "nl", javascript: bool = True, staff: User | None = None, width: int = 1280) -> Page:
        context = new_context(
            base_url=live_server.url,
            locale=LOCALES[language],
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        if staff:
            sign_in(context, staff, live_server.url)
        page = context.new_page()
        watch(page, live_server.url, complaints)
        return page

    yield open_page
    assert not complaints, "\n".join(complaints)


def watch(page: Page, house: str, complaints: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        # That the page itself is refused or not there is what some tests want to see; [DOM] is advice.
        wanted = message.location.get("url") == page.url and "Failed to load resource" in message.text
        if not wanted and not message.text.startswith("[DOM]"):
            complaints.append(f"{page.url}, on the console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((house, "data:")):
            complaints.append(f"{page.url} asked another host: {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", asked)


def sign_in(context: BrowserContext, staff: User, house: str) -> None:
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session_of(staff), "url": house}])
