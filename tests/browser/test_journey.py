"""The whole journey: Maria asks and withdraws; Jef registers and is erased; once with the keyboard alone."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect
from procrastinate.contrib.django import app

from brusselshelps.people.models import Person
from requests_app.models import HelpRequest
from tests.browser.conftest import Visit
from tests.browser.support.journeys import MARIA, errors_on, fill_register, follow, reference_on, send, tick, type_in
from volunteers.models import Volunteer

ALL = list(product(("nl", "fr", "en"), (False, True), (360, 1280)))
SOME = [("nl", False, 360), ("fr", True, 1280)]
WAYS = [pytest.param(*way, marks=() if way in SOME else pytest.mark.more) for way in ALL]


def deliver() -> None:
    """Do the worker's job in a separate thread: the browser keeps an event loop running in this one."""

    def work() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(work).result()


def link_in_the_mail(live_server: Any) -> str:
    """The signed link in the newest mail, on this test's server."""
    deliver()
    body = str(mail.outbox[-1].body)
    found = re.search(r"https?://[^/\s]+(/\w\w/\w+/mine/[^/\s]+/)", body)
    assert found, body
    return f"{live_server.url}{found[1]}"


def ask(page: Page, language: str) -> None:
    page.goto(f"/{language}/")
    follow(page, f"a.action-card[href='/{language}/help/']")
    send(page)
    assert errors_on(page) == ["categories_0", "for_whom_0", "name", "phone", "postcode"]
    tick(page, "categories", "shopping")
    tick(page, "categories", "dog")
    page.locator("#id_answer_dog").fill("Small and calm")
    tick(page, "for_whom", "somebody_else")
    type_in(page, {"on_behalf_name": "Ria", "on_behalf_phone": "0470 00 00 01"})
    page.locator("#id_on_behalf_relation").select_option("neighbour")
    tick(page, "on_behalf_agreed")
    tick(page, "contact_language", language)
    tick(page, "urgency", "this_week")
    page.locator("details summary").first.click()
    tick(page, "languages", "ar")
    type_in(page, MARIA | {"street": "Nieuwstraat 1", "by_when": "31/12/2099", "message": "Ring twice."})
    send(page)
    page.wait_for_url(f"**/{language}/help/sent/**")


@pytest.mark.parametrize(("language", "javascript", "width"), WAYS)
def test_maria_asks_adds_a_word_and_withdraws(
    visit: Visit, live_server: Any, language: str, javascript: bool, width: int
) -> None:
    page = visit(language, javascript=javascript, width=width)
    ask(page, language)
    reference = reference_on(page)
    page.goto(link_in_the_mail(live_server))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("main")).to_contain_text(reference)
    page.locator("#id_text").fill("The bell is broken.")
    send(page)
    page.wait_for_url("**done=added")
    expect(page.locator("main")).to_contain_text("The bell is broken.")
    follow(page, ".states a")
    follow(page, "button.danger")
    page.wait_for_url("**done=withdrawn")
    expect(page.locator(".states a")).to_have_count(1)
    follow(page, "main a[href$='/withdraw/']")
    follow(page, "button.danger")
    page.wait_for_url("**done=withdrawn")
    expect(page.locator(".states a")).to_have_count(0)
    request = HelpRequest.objects.get()
    assert (request.reference, request.state) == (reference, "withdrawn")
    assert request.items.get(category__slug="dog").answer == "Small and calm"
    assert (request.person.street, request.person.languages, request.urgency) == ("Nieuwstraat 1", ["ar"], "this_week")


@pytest.mark.parametrize(("language", "javascript", "width"), WAYS)
def test_jef_registers_changes_pauses_stops_and_is_erased(
    visit: Visit, live_server: Any, language: str, javascript: bool, width: int
) -> None:
    page = visit(language, javascript=javascript, width=width)
    page.goto(f"/{language}/")
    follow(page, f"a.action-card[href='/{language}/volunteer/']")
    fill_register(page)
    tick(page, "contact_language", language)
    send(page)
    page.wait_for_url(f"**/{language}/volunteer/sent/**")
    link = link_in_the_mail(live_server)
    page.goto(link)
    expect(page.locator("[name=categories][value=dog]")).to_be_checked()
    tick(page, "categories", "phone")
    type_in(page, {"postcode": "1190", "paused_until": f"31/12/{timezone.localdate().year + 1}"})
    send(page)
    page.wait_for_url("**done=saved")
    volunteer = Volunteer.objects.get()
    assert set(volunteer.candidacies.open().values_list("category__slug", flat=True)) == {"dog", "phone"}
    assert volunteer.is_paused
    follow(page, "main a[href$='/withdraw/']")
    follow(page, "button.danger")
    page.wait_for_url("**/mine/*/")
    follow(page, "main a[href$='/data/']")
    expect(page.locator("main")).to_contain_text("Jef Janssens")
    page.go_back()
    follow(page, "main a[href$='/forget/']")
    follow(page, "button.danger")
    page.wait_for_url(f"**/{language}/forgotten/")
    assert Person.objects.get().erased_at
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 404


def tab_to(page: Page, name: str) -> None:
    for _press in range(80):
        page.keyboard.press("Tab")
        found = "document.activeElement.name || document.activeElement.className || document.activeElement.id"
        if page.evaluate(found) == name:
            return
    raise AssertionError(f"the keyboard never reached {name}")


def type_at(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def test_the_keyboard_alone_is_enough(visit: Visit, live_server: Any) -> None:
    """From the home page to a withdrawn request: Tab, Space, Enter and letters."""
    page = visit("nl", width=360)
    page.goto("/nl/")
    tab_to(page, "action-card")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/help/")
    tab_to(page, "categories")
    page.keyboard.press("Space")
    type_at(page, "answer_phone", "'s avonds")
    tab_to(page, "for_whom")
    page.keyboard.press("Space")
    for name, text in (("name", "Maria Peeters"), ("phone", "0470 12 34 56"), ("postcode", "1020")):
        type_at(page, name, text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/help/sent/**")
    page.locator(".address a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/help/mine/**")
    tab_to(page, "plain")
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/*/")
    tab_to(page, "danger")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=withdrawn")
    assert HelpRequest.objects.get().state == "withdrawn"


ROUND = [("nl", "fr"), ("fr", "en"), ("en", "nl")]
DIRECTIONS = [*ROUND, *(pytest.param(other, one, marks=pytest.mark.more) for one, other in ROUND)]
ASKED = {
    "name": "Zoë O'Neil",
    "phone": "0470 / nothing",
    "email": "not yet",
    "postcode": "somewhere",
    "street": "Rue « Neuve » 1",
    "by_when": "soon",
    "message": "Rang trois fois ☎ <b>",
    "answer_dog": "Grand, très grand",
    "on_behalf_name": "Ria",
    "on_behalf_phone": "0471",
}
REGISTERED = {"name": "Jef", "phone": "x", "email": "jef@", "postcode": "9000"}
CHOSEN = "[...document.querySelectorAll('main input:checked, main select')].map(one => one.name + '=' + one.value)"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("one", "other"), DIRECTIONS)
def test_the_language_switch_keeps_all_that_was_typed_in_both_forms(visit: Visit, one: str, other: str) -> None:
    page = visit(one, javascript=False)
    page.goto(f"/{one}/help/")
    for name, value in (("categories", "dog"), ("categories", "phone"), ("for_whom", "somebody_else")):
        tick(page, name, value)
    page.locator("#id_on_behalf_relation").select_option("family")
    page.locator("details summary").first.click()
    for name, value in (
        ("on_behalf_agreed", ""),
        ("languages", "tr"),
        ("urgency", "today"),
        ("contact_language", "fr"),
    ):
        tick(page, name, value)
    assert_switching_keeps(page, ASKED, other)
    page.goto(f"/{one}/volunteer/")
    for name, value in (("categories", "masks"), ("residence", "inside"), ("languages", "ar"), ("adult", "")):
        tick(page, name, value)
    assert_switching_keeps(page, REGISTERED, other)


def assert_switching_keeps(page: Page, typed: dict[str, str], other: str) -> None:
    type_in(page, typed)
    chosen = page.evaluate(CHOSEN)
    follow(page, f"button[name=switch][value={other}]")
    page.wait_for_url(f"**/{other}/**")
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator(".summary")).to_have_count(0)
    assert {name: page.locator(f"#id_{name}").input_value() for name in typed} == typed
    assert page.evaluate(CHOSEN) == chosen


def test_a_browser_that_is_too_quick_is_asked_once_more_and_loses_nothing(visit: Visit, settings: Any) -> None:
    settings.FASTEST_FORM = 60
    page = visit("fr", javascript=False)
    page.goto("/fr/link/")
    page.locator("#id_email").fill("maria@example.org")
    send(page)
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("#id_email")).to_have_value("maria@example.org")
    send(page)
    page.wait_for_url("**/fr/link/sent/")


def test_nothing_of_a_link_is_in_the_referer(visit: Visit, live_server: Any) -> None:
    page = visit("nl")
    ask(page, "nl")
    page.goto(link_in_the_mail(live_server))
    told: list[str] = []
    page.on("request", lambda request: told.append(request.all_headers().get("referer", "")))
    follow(page, "main a[href$='/data/']")
    page.wait_for_url("**/data/")
    follow(page, "a.brand")
    page.wait_for_url("**/nl/")
    assert told
    assert all("/mine/" not in referer for referer in told)
