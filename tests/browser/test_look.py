"""What can be pressed is large enough, a card is pressed anywhere, and paper has what paper needs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.states import PUBLIC

# All that is pressed, but for links within a sentence. Of an option the whole row is pressed.
SMALL = """[...document.querySelectorAll(
    'button, select, summary, textarea, .option, .door, .brand, a.tel, .links a, .languages a, a.button, '
    + 'input:not([type=hidden], [type=checkbox], [type=radio])')]
    .filter(one => one.getClientRects().length && !one.closest('.off-screen'))
    .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
    .filter(([box]) => box.width < 44 || box.height < 44)
    .map(([box, html]) => `${box.width} × ${box.height}: ${html}`)"""


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_pressed_measures_44_px(visit: Visit, name: str) -> None:
    page = visit("fr", width=320)
    PUBLIC[name].bring(page, "fr")
    assert page.evaluate(SMALL) == []


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
