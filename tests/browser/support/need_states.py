"""The form for organisations and the sign-up form, in every state a visitor can meet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page

from brusselshelps.reference.models import CategoryPolicy
from tests.browser.support.journeys import send, tick, type_in
from tests.builders import make_call

ANN = {
    "what": "Letters for our residents.",
    "people_helped": "73",
    "by_when": "31/12/2099",
    "organisation": "De Linde",
    "postcode": "1020",
    "name": "Ann Dubois",
    "email": "ann@example.org",
}
PACKS = "/{}/volunteer/calls/packs/"


def need_sent(page: Page, language: str) -> None:
    page.goto(f"/{language}/organisation/")
    tick(page, "contact_language", "fr")
    type_in(page, ANN)
    send(page)
    page.wait_for_url(f"**/{language}/organisation/sent/**")


def need_with_errors(page: Page, language: str) -> None:
    """Every error message that is specific to this form."""
    page.goto(f"/{language}/organisation/")
    type_in(page, {"people_helped": "about 40", "by_when": "soon", "postcode": "9000"})
    send(page)
    page.wait_for_selector(".summary")


def home_with_calls(page: Page, language: str) -> None:
    make_call()
    make_call("letters", title_nl="Brieven", title_fr="Lettres", title_en="Letters")
    page.goto(f"/{language}/")


def call(page: Page, language: str, **fields: Any) -> None:
    make_call(**fields)
    page.goto(PACKS.format(language))


def call_with_errors(page: Page, language: str) -> None:
    call(page, language)
    type_in(page, {"headcount": "a dozen"})
    send(page)
    page.wait_for_selector(".summary")


def call_over(page: Page, language: str) -> None:
    call(page, language, open_until=timezone.localdate() - dt.timedelta(days=1))


def signed_up(page: Page, language: str) -> None:
    call(page, language)
    tick(page, "adult")
    type_in(page, {"name": "An Claes", "email": "an@example.org"})
    send(page)
    page.wait_for_url(f"**/{language}/volunteer/sign-up/sent/**")


def drawing(page: Page, language: str, registration: str) -> None:
    CategoryPolicy.objects.filter(category__slug="drawing").update(registration=registration)
    page.goto(f"/{language}/volunteer/sign-up/drawing/")


def category(page: Page, language: str) -> None:
    drawing(page, language, "sign_up")


def category_by_contact(page: Page, language: str) -> None:
    drawing(page, language, "personal_contact")


def category_closed(page: Page, language: str) -> None:
    drawing(page, language, "closed")
