"""Checks on every page: the response, axe, horizontal scrolling, the size of click targets."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response

from tests.browser.support.states import State

AXE = Path(__file__).parents[1] / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every click target, except links within a sentence. For an option it is the whole row.
SMALL = """[...document.querySelectorAll(
    'button, select, summary, textarea, .option, .action-card, .brand, a.tel, .links a, .languages a, a.button, '
    + 'input:not([type=hidden], [type=checkbox], [type=radio])')]
    .filter(one => one.getClientRects().length && !one.closest('.off-screen'))
    .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
    .filter(([box]) => box.width < 44 || box.height < 44)
    .map(([box, html]) => `${box.width} × ${box.height}: ${html}`)"""


def bring(page: Page, state: State, language: str) -> Response:
    """Bring the browser to a state of a page. Return the last response that was a page."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None)
    state.bring(page, language)
    assert answers
    return answers[-1]


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, only: str = "") -> list[str]:
    """The rule and the place of everything axe finds on the page as it is now, by all rules or by one."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe())
    # No rule here needs to fetch stylesheets again, which the policy of the desk forbids.
    rules = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": RULES}
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page, where: str = "", only: str = "") -> None:
    found = violations(page, only)
    assert not found, "\n".join([f"{page.url} {where}", *found])


def assert_no_sideways_scroll(page: Page, where: str = "") -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} {where}: {wide} px wide in a window of {room} px"


def assert_room_to_press(page: Page, where: str = "") -> None:
    """Every click target is at least 44 by 44 px, for unsteady hands and small phones."""
    found = page.evaluate(SMALL)
    assert not found, "\n".join([f"{page.url} {where}", *found])
