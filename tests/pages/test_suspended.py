"""What a page says while the platform is suspended, in three languages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from brusselshelps.reference.models import Suspension
from tests.builders import brussels

LANGUAGES = ("nl", "fr", "en")
PARTS = ("suspended", "suspended_banner")
TEXT = {"text_nl": "Bel 1770.\n\n<b>Nu</b>", "text_fr": "Appelez le 1770.", "text_en": "Call 1770."}


def drawn(part: str, language: str, suspension: Suspension, method: str = "GET", **context: Any) -> str:
    request = RequestFactory().generic(method, f"/{language}/help/")
    with override(language):
        return render_to_string(f"pages/{part}.html", {"suspension": suspension} | context, request)


@pytest.fixture
def nobody_to_call(settings: Any) -> None:
    settings.CONTACT_PHONE = settings.CONTACT_EMAIL = ""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_the_suspension_is_said_in_the_language_of_the_page(language: str, part: str) -> None:
    page = drawn(part, language, Suspension(**TEXT))
    others = [text.split()[0] for code, text in TEXT.items() if not code.endswith(language)]
    assert TEXT[f"text_{language}"].split("\n")[0] in page
    assert [text for text in others if text in page] == []
    assert "<b>" not in page


@pytest.mark.parametrize("part", PARTS)
def test_without_a_text_it_says_how_to_reach_us(settings: Any, part: str) -> None:
    settings.CONTACT_PHONE = "02 000 00 00"
    assert 'href="tel:020000000"' in drawn(part, "nl", Suspension())


@pytest.mark.usefixtures("nobody_to_call")
def test_without_text_and_phone_it_says_to_come_back() -> None:
    assert "Come back later." in drawn("suspended", "en", Suspension())


def test_who_sent_the_form_learns_that_nothing_was_sent() -> None:
    sentence = "What you typed was not sent"
    assert sentence in drawn("suspended", "en", Suspension(), "POST")
    assert 'role="alert"' in drawn("suspended", "en", Suspension(), "POST")
    assert sentence not in drawn("suspended", "en", Suspension())


@pytest.mark.parametrize(("language", "day"), [("nl", "10 april"), ("fr", "10 avril"), ("en", "10 April")])
def test_it_says_when_we_think_it_opens_again(language: str, day: str) -> None:
    suspension = Suspension(since=brussels("2020-04-09T10:00"), until=brussels("2020-04-10T09:30"))
    assert f"{day} 2020, 09:30" in drawn("suspended", language, suspension)
    assert "2020" not in drawn("suspended", language, Suspension(since=dt.datetime.now(dt.UTC)))
