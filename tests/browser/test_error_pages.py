"""Forms that cannot be sent, in a real browser; and what the browser's headers reveal about the user's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import connections
from playwright.sync_api import Page

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest
from tests.browser.conftest import Visit
from tests.browser.support.journeys import fill_ask, reference_on, send
from tests.browser.support.page_checks import assert_accessible, assert_no_sideways_scroll
from tests.browser.support.states import STAFF
from tests.builders import make_need, make_request, make_sign_up, make_volunteer, path_of


@pytest.fixture(autouse=True)
def _nobody_is_too_fast(settings: Any) -> None:
    """Disable the check for forms sent too fast: a test fills in a form faster than people do."""
    settings.FASTEST_FORM = 0


@contextmanager
def database_away() -> Iterator[None]:
    """Each request opens a new connection, and nothing listens on port 1."""
    there = connections.settings["default"]
    where = there["HOST"], there["PORT"]
    there |= {"HOST": "127.0.0.1", "PORT": "1"}
    try:
        yield
    finally:
        there |= {"HOST": where[0], "PORT": where[1]}


@contextmanager
def cookie_gone(page: Page) -> Iterator[None]:
    page.context.clear_cookies()
    yield


@pytest.mark.sampled(2)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("stopped_by", ["database away", "cookie gone"])
def test_a_form_that_is_stopped_is_sent_again_with_one_button(visit: Visit, stopped_by: str, javascript: bool) -> None:
    page = visit("fr", javascript=javascript, width=320)
    page.goto("/fr/help/")
    fill_ask(page)
    words = "Deuxième étage.\nSonnez « deux » fois & <attendez>."
    page.locator("#id_message").fill(words)
    trouble: AbstractContextManager[None] = database_away() if stopped_by == "database away" else cookie_gone(page)
    with trouble:
        send(page)
        page.locator("form[method=post] input[name=message]").wait_for(state="attached")
    assert_no_sideways_scroll(page)
    if javascript:
        assert_accessible(page)
    send(page)
    page.wait_for_url("**/fr/help/sent/**")
    assert HelpRequest.objects.get(reference=reference_on(page)).message == words


def test_nobody_is_told_on_which_page_of_their_own_somebody_is(visit: Visit) -> None:
    """Not even to ourselves: the URL of a personal page grants access to it."""
    arrived: list[dict[str, Any]] = []

    def listen(environ: dict[str, Any], **_kwargs: Any) -> None:
        arrived.append(environ)

    request_started.connect(listen)
    page = visit("nl")
    page.goto(path_of(make_request("dog")), wait_until="networkidle")
    page.locator("#id_text").fill("Ring twice.")
    send(page)
    page.locator("[role=status]").wait_for()
    page.locator("header a").first.click()
    page.wait_for_url("**/nl/")
    house = page.url.removesuffix("/nl/")
    assert {"css", "svg", "woff2"} <= {environ["PATH_INFO"].rpartition(".")[2] for environ in arrived}
    told = {environ.get("HTTP_REFERER", "").removeprefix(house) for environ in arrived}
    assert told <= {"", "/", "/static/css/site.css"}
    assert [environ["HTTP_ORIGIN"] for environ in arrived if environ["REQUEST_METHOD"] == "POST"] == [house]


@pytest.mark.parametrize("who", ["lies", pytest.param("noor", marks=pytest.mark.more)])
def test_the_desk_and_the_figures_keep_to_their_policy(visit: Visit, who: str, request: Any) -> None:
    """The browser reports violations on its console, which every visit checks."""
    make_request("shopping", "dog")
    make_volunteer("dog")
    make_need()
    make_sign_up()
    staff: User = request.getfixturevalue(who)
    page = visit("nl", staff=staff)
    for state in STAFF.values():
        if state.who == who:
            state.bring(page, "nl")
            page.wait_for_load_state("networkidle")
