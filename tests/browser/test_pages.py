"""Every page in one language: axe finds nothing, 320 px are wide enough, and little is transferred."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from brusselshelps.accounts.models import User
from tests.browser.conftest import Visit
from tests.browser.support.page_checks import assert_accessible, assert_no_sideways_scroll, assert_room_to_press
from tests.browser.support.states import PUBLIC

LIGHT = 14 * 1024
# The pages that everybody visits; `make test-more` checks all the others too.
EVERYDAY = {
    *("home", "ask", "ask with errors", "asked", "register", "registered", "need", "call", "not there"),
    *("own request", "own offer", "own data", "link gone", "ask for a link", "suspended", "privacy", "accessibility"),
}
STATES = [pytest.param(name, marks=() if name in EVERYDAY else pytest.mark.more) for name in PUBLIC]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", STATES)
def test_a_public_page_fits_320_px_and_axe_finds_nothing(visit: Visit, name: str) -> None:
    page = visit("nl", width=320)
    PUBLIC[name].bring(page, "nl")
    assert_no_sideways_scroll(page)
    assert_room_to_press(page)
    assert_accessible(page)


def test_the_figures_fit_320_px_and_axe_finds_nothing(visit: Visit, lies: User) -> None:
    page = visit("nl", staff=lies, width=320)
    page.goto("/reports/?until=2020-04-30")
    assert_no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.parametrize("address", ["/nl/", "/fr/help/", "/en/volunteer/"])
def test_a_first_view_is_light_and_leaves_one_cookie_at_most(visit: Visit, address: str) -> None:
    page = visit()
    bodies = bodies_of(page, address)
    drawn = b"".join(body for kind, body in bodies if kind in ("document", "stylesheet"))
    assert len(gzip.compress(drawn)) <= LIGHT
    assert len(bodies) <= 5
    assert not [kind for kind, _body in bodies if kind == "script"]
    assert {cookie.get("name") for cookie in page.context.cookies()} <= {"csrftoken"}


def bodies_of(page: Page, address: str) -> list[tuple[str, bytes]]:
    """Every response loaded for this page: its type and body."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    return [(response.request.resource_type, response.body()) for response in responses]
