"""States of the desk between an open item and a matched volunteer."""

from __future__ import annotations

from playwright.sync_api import Page

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest, Match
from tests.browser.support.journeys import follow
from tests.builders import make_request, make_volunteer
from volunteers.models import Volunteer

REQUESTS = "/admin/requests_app/helprequest/"


def candidates(page: Page, language: str) -> None:
    make_volunteer("dog", postcode="1190", max_active=3)
    item = make_request("dog").items.get()
    page.goto(f"{REQUESTS}{item.request_id}/items/{item.pk}/candidates/")


def candidates_none(page: Page, language: str) -> None:
    item = make_request("video").items.get()
    page.goto(f"{REQUESTS}{item.request_id}/items/{item.pk}/candidates/")


def candidates_with_errors(page: Page, language: str) -> None:
    candidates(page, language)
    follow(page, ".by-reference button")
    page.wait_for_selector(".errorlist")


def request_with_matches(page: Page, language: str) -> None:
    """One volunteer was asked, one waits for an insurance check, one has accepted."""
    request: HelpRequest = make_request("dog", "phone", "letter", "shopping")
    request.take_on(by=User.objects.get(username="noor"))
    items = {item.category.slug: item for item in request.items.all()}
    Match.propose(items["phone"], make_volunteer("phone"), by=None)
    Match.propose(items["letter"], make_volunteer("letter"), by=None).accept()
    Match.propose(items["dog"], make_volunteer("dog"), by=None).say_yes()
    page.goto(f"{REQUESTS}{request.pk}/change/")


def insurance(page: Page, language: str) -> None:
    page.goto(f"{REQUESTS}insurance/{Volunteer.objects.latest('pk').pk}/")


def insurance_with_errors(page: Page, language: str) -> None:
    insurance(page, language)
    follow(page, ".submit-row button")
    page.wait_for_selector(".errorlist")
