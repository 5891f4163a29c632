"""Input typed at the desk is not lost by an accidental click, and the first field is ready to type in."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page, expect

from brusselshelps.accounts.models import User
from tests.browser.conftest import Visit, sign_in
from tests.browser.support.journeys import errors_on, follow
from tests.browser.support.page_checks import assert_accessible
from tests.builders import make_person, make_request
from tests.desk.desk_client import REQUESTS, page_of

INTAKE = f"{REQUESTS}phone/"


def questions_of(page: Page) -> list[str]:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def test_the_browser_asks_before_what_was_typed_is_lost(visit: Visit, noor: User) -> None:
    request = make_request()
    request.take_on(by=noor)
    page = visit("nl", staff=noor)
    asked = questions_of(page)
    page.goto(page_of(request))
    page.locator("#id_street").press_sequentially("Kerkstraat")
    follow(page, "a[href$='/hand-over/']")
    assert asked == ["beforeunload"]


def test_saving_asks_nothing_and_what_is_searched_for_neither(visit: Visit, noor: User) -> None:
    request = make_request()
    request.take_on(by=noor)
    page = visit("nl", staff=noor)
    asked = questions_of(page)
    page.goto(page_of(request))
    page.locator("#id_street").press_sequentially("Kerkstraat")
    follow(page, "[name=_save]")
    page.locator("#searchbar").press_sequentially("Maria")
    follow(page, "#result_list th a")
    assert asked == []


def test_back_finds_again_what_was_searched_for(visit: Visit, noor: User) -> None:
    make_request(person=make_person(name="Anna Janssens"))
    make_request(person=make_person(name="Petra Peeters"))
    page = visit("nl", staff=noor)
    look_for_janssens(page)
    only_janssens(page)
    follow(page, "#result_list th a")
    page.go_back()
    only_janssens(page)
    page.reload()
    only_janssens(page)
    page.go_back()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    assert "ansens" not in page.url


def test_anyone_who_is_signed_out_comes_back_to_the_sign_in_page(visit: Visit, noor: User) -> None:
    make_request(person=make_person(name="Anna Janssens"))
    page = visit("nl", staff=noor)
    look_for_janssens(page)
    follow(page, "#result_list th a")
    Session.objects.all().delete()
    page.go_back()
    expect(page.locator("[name=password]")).to_have_value("")
    assert errors_on(page) == []


def look_for_janssens(page: Page) -> None:
    page.goto(REQUESTS)
    page.locator("#searchbar").fill("Jansens")
    with page.expect_navigation():
        page.locator("#searchbar").press("Enter")


def only_janssens(page: Page) -> None:
    expect(page.locator("#searchbar")).to_have_value("Jansens")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_back_from_who_called_before_goes_on_with_the_talk(visit: Visit, noor: User) -> None:
    make_request(person=make_person(phone="+32470123456"))
    page = visit("nl", staff=noor)
    page.goto(INTAKE)
    page.locator("[name=phone]").fill("+32 470 12 34 56")
    page.locator("[name=street]").fill("Kerkstraat 1")
    follow(page, "[name=look]")
    follow(page, "#callers a")
    page.go_back()
    expect(page.locator("#callers")).to_be_visible()
    expect(page.locator("[name=phone]")).to_have_value("+32 470 12 34 56")
    expect(page.locator("[name=street]")).to_have_value("Kerkstraat 1")


def test_the_talk_begins_with_the_number_and_enter_goes_on(visit: Visit, noor: User) -> None:
    page = visit("nl", staff=noor)
    page.goto(INTAKE)
    expect(page.locator("[name=phone]")).to_be_focused()
    page.keyboard.type("0470 11")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=phone]")).to_have_value("0470 11")
    expect(page.locator("form[method=post] [role=status]")).to_be_visible()
    page.locator("[name=postcode]").fill("1020")
    with page.expect_navigation():
        page.locator("[name=postcode]").press("Enter")
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("[name=postcode]")).to_have_value("1020")


def test_what_was_typed_by_whoever_was_signed_out_is_sent_with_one_button(visit: Visit, noor: User) -> None:
    page = visit("en", staff=noor)
    page.goto(INTAKE)
    page.locator("[name=phone]").fill("0470 11 22 33")
    page.locator("[name=message]").fill("Second floor.")
    Session.objects.all().delete()
    follow(page, "[name=save]")
    expect(page.locator("h1")).to_have_text("You are no longer signed in")
    assert_accessible(page)
    come_in_elsewhere(page, noor)
    follow(page, "main button.main")
    expect(page.locator("[name=message]")).to_have_value("Second floor.")
    expect(page.locator("[name=phone]")).to_have_value("0470 11 22 33")


def come_in_elsewhere(page: Page, user: User) -> None:
    """Sign in from another tab, which changes the CSRF token of all forms, then return to this one."""
    page.context.clear_cookies()
    sign_in(page.context, user, page.url.partition("/admin/")[0])
    with page.expect_response("**/staff/here/"):
        page.evaluate("dispatchEvent(new Event('focus'))")


def test_typing_reports_activity_every_five_minutes(visit: Visit, noor: User) -> None:
    page = visit("nl", staff=noor)
    page.clock.install()
    page.goto(INTAKE)
    asked: list[str] = []
    page.on("request", lambda request: request.url.endswith("/staff/here/") and asked.append(request.url))
    for minutes in (0, 4, 2, 1):
        page.clock.fast_forward(minutes * 60 * 1000)
        page.locator("[name=message]").press_sequentially("Second")
    page.wait_for_load_state("networkidle")
    assert len(asked) == 1, "at most every five minutes"
    page.clock.fast_forward(60 * 60 * 1000)
    page.wait_for_load_state("networkidle")
    assert len(asked) == 1, "who does not type is away"
