"""The whole grid: every page and state, in three languages, narrow and wide, light and dark. For `make test-more`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from brusselshelps.accounts.models import User
from tests.browser.conftest import Visit
from tests.browser.support.page_checks import assert_accessible, assert_no_sideways_scroll, bring
from tests.browser.support.states import PUBLIC, STAFF, State
from tests.builders import make_call, make_need, make_request, make_sign_up, make_user, make_volunteer

pytestmark = pytest.mark.more

STATES = PUBLIC | STAFF
LANGUAGES = ("nl", "fr", "en")
WIDTHS = (1280, 360, 320)
STAFF_ROLES = {
    "noor": ("clerk", "vgc"),
    "els": ("lead", "vgc"),
    "lies": ("ministry",),
    "ines": ("auditor",),
    "ada": ("administrator",),
}


@pytest.fixture
def a_days_work(transactional_db: None) -> None:
    """Something in every list of the desk."""
    make_request("shopping", "dog", message="Second floor. " + "Donaudampfschifffahrtsgesellschaft" * 3)
    ria = {"on_behalf_name": "Ria", "on_behalf_phone": "0470 00 00 00", "on_behalf_relation": "neighbour"}
    make_request(**ria, on_behalf_agreed=True)
    make_volunteer("dog", "phone")
    make_need(people_helped=73)
    make_sign_up(call=make_call("saturday"), headcount=12)


def staff_for(state: State, language: str) -> User | None:
    return make_user(state.who, *STAFF_ROLES[state.who], language=language) if state.who else None


def grid(page: Page) -> Iterator[tuple[str, str]]:
    """Narrow the page step by step, in light and dark: a description, and the only axe rule that dark can break."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for light, only in (("light", ""), ("dark", "color-contrast")):
            page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
            yield f"at {width} px, {light}", only


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STATES)
def test_a_page_is_right_in_every_width_and_light(visit: Visit, a_days_work: None, name: str, language: str) -> None:
    state = STATES[name]
    page = visit(language, staff=staff_for(state, language))
    answer = bring(page, state, language)
    assert answer is not None
    assert answer.status == state.status
    assert page.locator("html").get_attribute("lang") == language
    for where, only in grid(page):
        assert_no_sideways_scroll(page, where)
        assert_accessible(page, where, only)


@pytest.mark.parametrize("name", STATES)
def test_a_page_needs_no_javascript(visit: Visit, a_days_work: None, name: str) -> None:
    state = STATES[name]
    page = visit("nl", javascript=False, staff=staff_for(state, "nl"))
    answer = bring(page, state, "nl")
    assert answer is not None
    assert answer.status == state.status
    assert page.locator("h1").first.is_visible()
