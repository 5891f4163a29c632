"""A card can be clicked anywhere, and the print style shows only what is useful on paper."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.support.states import PUBLIC


def test_a_card_is_pressed_anywhere_and_then_looks_chosen(visit: Visit) -> None:
    page = visit("nl", javascript=False)
    page.goto("/nl/volunteer/")
    card = page.locator(".card").first
    box = card.bounding_box()
    assert box
    calm = card.screenshot()
    card.click(position={"x": box["width"] - 8, "y": 8})
    expect(card.locator("input")).to_be_checked()
    assert card.screenshot() != calm


def test_paper_has_the_reference_and_nothing_to_press(visit: Visit) -> None:
    page = visit("nl")
    PUBLIC["asked"].bring(page, "nl")
    page.emulate_media(media="print")
    expect(page.locator(".reference")).to_be_visible()
    for gone in ("header.site nav", ".street", "a.button", ".links"):
        assert not page.locator(gone).locator("visible=true").count()
