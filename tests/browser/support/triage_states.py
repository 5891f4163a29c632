"""States of the desk from an incoming call to a request that was handed over."""

from __future__ import annotations

from playwright.sync_api import Page

from brusselshelps.accounts.models import User
from brusselshelps.people.models import PersonMerge
from brusselshelps.reference.models import Partner
from requests_app.models import ContactAttempt, HelpRequest
from tests.browser.support.journeys import follow
from tests.browser.support.matching_states import REQUESTS
from tests.builders import make_person, make_request

PHONE = "0470 12 34 56"


def maria(**fields: str) -> HelpRequest:
    """A request by Maria, held by noor's office."""
    person = make_person(name="Maria Peeters", email="maria@example.org", languages=["nl"])
    person.write_phone(PHONE)
    person.save()
    request: HelpRequest = make_request("shopping", person=person, urgency="today", **fields)
    request.take_on(by=User.objects.get(username="noor"))
    return request


def page_of(request: HelpRequest) -> str:
    return f"{REQUESTS}{request.pk}/change/"


def list_with_filters(page: Page, language: str) -> None:
    maria()
    page.goto(f"{REQUESTS}?place=ours&clerk=me&waits=match&urgency=today&state=open&category=shopping")
    page.wait_for_selector("#result_list tbody th a")


def found_by_name(page: Page, language: str) -> None:
    maria()
    page.goto(REQUESTS)
    page.locator("#searchbar").fill("maria petters")
    page.locator("#searchbar").press("Enter")
    page.wait_for_selector("#toolbar a[href='?']")


def intake_with_caller(page: Page, language: str) -> None:
    maria()
    page.goto(f"{REQUESTS}phone/")
    page.locator("[name=phone]").fill(PHONE)
    follow(page, "[name=look]")
    page.wait_for_selector("#callers")


def intake_with_errors(page: Page, language: str) -> None:
    intake_with_caller(page, language)
    follow(page, "[name=save]")
    page.wait_for_selector(".summary")


def request_with_calls(page: Page, language: str) -> None:
    """One call was not answered and one number was wrong; two others look like the same person, and one is merged."""
    request, noor = maria(), User.objects.get(username="noor")
    for outcome in (ContactAttempt.Outcome.NO_ANSWER, ContactAttempt.Outcome.WRONG_NUMBER):
        ContactAttempt.note(request, ContactAttempt.Whom.RESIDENT, outcome, noor, remark="Tried twice.")
    PersonMerge.say_same(kept=maria().person, merged=request.person, by=noor)
    maria()
    page.goto(page_of(request))
    page.wait_for_selector("#same-person")


def request_set_aside(page: Page, language: str) -> None:
    request = maria()
    request.set_aside("spam", by=User.objects.get(username="noor"))
    page.goto(page_of(request))


def hand_over_with_errors(page: Page, language: str) -> None:
    page.goto(f"{REQUESTS}{maria().pk}/hand-over/")
    follow(page, ".submit-row button")
    page.wait_for_selector(".errorlist")


def corrected_by_two(page: Page, language: str) -> None:
    """The same field in two windows: the second one to save sees both versions."""
    request = maria(message="Blue door")
    page.goto(page_of(request))
    other = page.context.new_page()
    other.goto(page_of(request))
    correct(other, "Green door")
    other.close()
    correct(page, "Red door")
    page.wait_for_selector(".errornote")


def corrected_too_late(page: Page, language: str) -> None:
    """The request was handed over while it was open on screen."""
    request = maria()
    page.goto(page_of(request))
    request.hand_over(Partner.objects.get(slug="cocof"), by=User.objects.get(username="noor"), reason="French")
    correct(page, "Red door")
    page.wait_for_selector(".typed")


def correct(page: Page, message: str) -> None:
    page.locator("#helprequest_form [name=message]").fill(message)
    follow(page, "[name=_save]")
    page.wait_for_load_state()
