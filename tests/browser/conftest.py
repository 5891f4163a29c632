"""Visitors with a browser. Every visit also checks that the console stays silent and no other host is contacted."""

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
    """Replaces the plugin's fixture, which causes a pytest warning; each visit names its own URL."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium.must_be_there()
    return browser_type_launch_args | chromium.launch_options()


@pytest.fixture(autouse=True)
def _no_hurry(settings: Any) -> None:
    """Disable the check for forms sent too fast: a driven browser outpaces people. Its own tests re-enable it."""
    settings.FASTEST_FORM = 0


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], live_server: Any) -> Iterator[Visit]:
    """Open a page in a new browser: visit("fr", javascript=False, staff=noor). The console is checked at the end."""
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
        # Some tests expect the page itself to be refused or missing; [DOM] messages are advice.
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
