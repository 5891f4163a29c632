"""For users with low vision: at 400 % zoom, and with wider text spacing, nothing is cut off, no focus is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.support.page_checks import assert_no_sideways_scroll, bring
from tests.browser.support.states import PUBLIC

pytestmark = pytest.mark.more

# A window of 1280 by 1024 px at 400 % (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}
MOST_STOPS = 150
# The text spacing of WCAG 1.4.12; not as a style element, which our policy would block.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """[...document.querySelectorAll('body *')]
    .filter(one => one.getClientRects().length && !one.closest('.off-screen, .skip, svg, textarea, select'))
    .filter(one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowY)
        && one.scrollHeight > one.clientHeight + 1)
    .map(one => one.outerHTML.slice(0, 120))"""
# The focused element, and whether any of it is visible; null once the focus has left the page.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const hit = document.elementFromPoint(x, y);
    const ours = hit && (one.contains(hit) || hit.contains(one) || [...one.labels || []].some(it => it.contains(hit)));
    return [one.outerHTML.slice(0, 120), Boolean(ours) && box.bottom > 0 && box.top < innerHeight];
}"""


@pytest.mark.parametrize("name", PUBLIC)
def test_at_400_percent_the_keyboard_reaches_what_is_seen(visit: Visit, name: str) -> None:
    page = visit("fr")
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    bring(page, PUBLIC[name], "fr")
    assert_no_sideways_scroll(page)
    stops = walk(page)
    assert stops
    assert [html for html, seen in stops if not seen] == []


def walk(page: Page) -> list[tuple[str, bool]]:
    """Every stop of the Tab key, from the top of the page to its end."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    stops: list[tuple[str, bool]] = []
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop[0] == stops[0][0]):
            break
        stops.append((stop[0], stop[1]))
    return stops


@pytest.mark.parametrize("name", PUBLIC)
def test_text_that_is_spaced_out_is_not_cut_off(visit: Visit, name: str) -> None:
    page = visit("fr", width=360)
    bring(page, PUBLIC[name], "fr")
    page.evaluate(SPACED)
    assert_no_sideways_scroll(page)
    assert page.evaluate(CUT_OFF) == []
