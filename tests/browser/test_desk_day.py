"""A day at the desk, in Dutch for one office and in French for the other; then the figures, checked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Page, expect

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Link
from reports.figures import as_data, as_of, figures
from requests_app.models import HelpRequest, Match
from tests.browser.conftest import Visit
from tests.browser.support.journeys import follow
from tests.browser.support.page_checks import assert_accessible, assert_no_sideways_scroll
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, page_of
from volunteers.models import Volunteer

CALLER = "0470 12 34 56"
WORDS = {
    "nl": {"matched": "gekoppeld", "done": "afgerond", "reason": "Mevrouw spreekt liever Frans."},
    "fr": {"matched": "mise en relation", "done": "terminée", "reason": "Madame préfère parler néerlandais."},
}


class Day:
    """What one clerk does, in the order of the day; axe checks each page on the way."""

    def __init__(self, visit: Visit, clerk: User, volunteer: Volunteer) -> None:
        self.visit, self.clerk, self.volunteer, self.language = visit, clerk, volunteer, clerk.language
        self.page: Page = visit(clerk.language, staff=clerk, javascript=True)
        self.words = WORDS[clerk.language]

    def look(self) -> None:
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert_accessible(self.page)
        assert_no_sideways_scroll(self.page)

    def press(self, selector: str) -> None:
        follow(self.page, selector)

    def somebody_calls(self) -> HelpRequest:
        """The call is recorded half an hour later, from a note."""
        self.page.goto("/admin/")
        self.look()
        self.press(f"a[href='{REQUESTS}phone/']")
        self.page.locator("[name=phone]").fill(CALLER)
        self.press("[name=look]")
        self.look()
        self.page.locator("[name=categories][value=dog]").check()
        self.page.locator("[name=postcode]").fill("1020")
        self.page.locator("[name=street]").fill("Kerkstraat 7")
        self.page.locator("[name=urgency][value=today]").check()
        self.page.locator("[name=for_whom][value=myself]").check()
        self.page.locator("[name=name]").fill("Maria Peeters")
        self.page.locator(f"[name=contact_language][value={self.language}]").check()
        called = timezone.localtime() - dt.timedelta(minutes=30)
        self.page.locator("[name=received_at]").fill(called.strftime("%Y-%m-%dT%H:%M"))
        self.press("[name=save]")
        self.look()
        request = HelpRequest.objects.latest("pk")
        assert request.recorded_at - request.received_at > dt.timedelta(minutes=25)
        assert (request.holder, request.clerk, request.channel) == (self.clerk.backoffice, self.clerk, "phone")
        return request

    def propose(self, request: HelpRequest) -> Match:
        """Two clicks from the page of the request."""
        self.page.goto(page_of(request))
        self.press("a[href*='/candidates/']")
        self.look()
        self.press(f"button[name=volunteer][value='{self.volunteer.pk}']")
        expect(self.page.locator("body")).to_contain_text(self.words["matched"])
        self.look()
        return Match.objects.get(item__request=request)

    def the_volunteer_says_yes(self) -> None:
        with override("en"):
            token = Link.of(self.volunteer.person, Link.Purpose.VOLUNTEER).token
            phone = self.visit("en", javascript=False, width=360)
            phone.goto(reverse("my_matches", args=[token]))
        expect(phone.locator("body")).not_to_contain_text("Kerkstraat")
        follow(phone, "form[action*='/yes/'] button.main")
        expect(phone.locator("body")).not_to_contain_text("Kerkstraat")

    def the_insurance_is_asked_by_phone(self, request: HelpRequest, match: Match) -> None:
        self.page.goto(f"{REQUESTS}?place=ours&waits=insurance")
        self.look()
        self.press(f"#result_list a[href*='/{request.pk}/change/']")
        self.press("a[href*='/insurance/']")
        self.look()
        self.page.locator("[name=outcome][value=insured]").check()
        self.page.locator("[name=method][value=phone]").check()
        self.press(".submit-row button")
        match.refresh_from_db()
        assert match.state == "accepted"

    def the_help_is_given(self, request: HelpRequest, match: Match) -> None:
        self.page.goto(page_of(request))
        self.press("button[formaction$='/done/']")
        expect(self.page.locator(".standing")).to_contain_text(self.words["done"])
        match.refresh_from_db()
        assert match.state == "done"

    def another_is_taken_on_and_handed_over(self, reference: str) -> None:
        self.page.goto("/admin/")
        self.press("a[href*='place=intake']")
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=reference).click()
        self.press("form[action$='/take-on/'] button")
        self.press("a[href$='/hand-over/']")
        self.look()
        self.page.locator("[name=reason]").fill(self.words["reason"])
        self.press(".submit-row button[type=submit]")
        expect(self.page.locator("#result_list, .empty").first).not_to_contain_text(reference)
        self.page.locator("#searchbar").fill("Petters")
        with self.page.expect_navigation():
            self.page.locator("#searchbar").press("Enter")
        self.look()

    def pass_by(self, letter: str) -> None:
        request = self.somebody_calls()
        match = self.propose(request)
        self.the_volunteer_says_yes()
        self.the_insurance_is_asked_by_phone(request, match)
        self.the_help_is_given(request, match)
        self.another_is_taken_on_and_handed_over(letter)


def figures_of_today() -> Any:
    return as_data(figures(as_of(timezone.localdate())), "nl")


@pytest.mark.parametrize("language", ["nl", pytest.param("fr", marks=pytest.mark.more)])
def test_a_day_at_the_desk(visit: Visit, noor: User, karim: User, language: str) -> None:
    """Two requests came in: one by phone, whose item was helped; one by the website, now at the other office."""
    clerk, ours, theirs = (noor, "vgc", "cocof") if language == "nl" else (karim, "cocof", "vgc")
    jef = make_volunteer("dog", postcode="1020", person=make_person(name="Jef Janssens", languages=[language]))
    letter = make_request("letter", "phone", person=make_person(name="Rosa Peters"))
    Day(visit, clerk, jef).pass_by(letter.reference)
    found = figures_of_today()
    received, handled = found["requests"]["received"], found["requests"]["handled"]
    assert (received["total"], received["people"], received["items"]) == (2, 2, 3)
    assert (handled["total"], handled["items"]) == (2, 3)
    assert handled["by_backoffice"] == {ours: 1, theirs: 1, "none": 0}
    assert {slug: number for slug, number in handled["by_category"].items() if number} == {
        "dog": 1,
        "letter": 1,
        "phone": 1,
    }
    assert {code: number for code, number in received["by_locality"].items() if number} == {"1000": 1, "1020": 1}
    assert found["engaged"]["exact"] == 1
    assert (found["insurance"]["deployed"], found["insurance"]["insured"]) == (1, 1)
    assert all(check["holds"] for check in found["checks"])
