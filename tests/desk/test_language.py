"""Members of staff work in their own language, and change it with a button."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from brusselshelps.accounts.models import User
from tests.builders import make_request
from tests.desk.desk_client import REQUESTS, browser, page_of, shown


def lang_of(page: object) -> str:
    return page.content.decode().split('<html lang="')[1][:2]  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_pages_are_in_the_language_of_the_member_of_staff_whatever_the_browser_asks(noor: User, language: str) -> None:
    client = browser(noor, language)
    for address in ("/admin/", REQUESTS, page_of(make_request()), "/staff/password/"):
        page = client.get(address, headers={"accept-language": "de, en;q=0.5"})
        assert lang_of(page) == language
        assert page["Content-Language"] == language


def test_a_page_that_does_not_exist_is_in_that_language_too(noor: User) -> None:
    page = browser(noor, "fr").get(f"{REQUESTS}999999/change/", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert lang_of(page) == "fr"


def test_the_language_of_one_answer_does_not_leak_into_the_next(noor: User) -> None:
    browser(noor, "fr").get("/admin/", headers={"accept-language": "nl"})
    assert translation.get_language() == "nl"


def test_a_button_changes_the_language_and_stays_on_the_page(noor: User) -> None:
    client = browser(noor, "nl")
    page = client.post("/staff/language/", {"language": "fr", "next": f"{REQUESTS}?place=ours"}, follow=True)
    assert page.redirect_chain == [(f"{REQUESTS}?place=ours", 302)]
    assert lang_of(page) == "fr"
    noor.refresh_from_db()
    assert noor.language == "fr"


@pytest.mark.parametrize("wild", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_language_button_never_leads_to_another_site(noor: User, wild: str) -> None:
    assert browser(noor).post("/staff/language/", {"language": "nl", "next": wild})["Location"] == "/admin/"


@pytest.mark.parametrize("unknown", ["de", "", "\0", "nl-be"])
def test_a_language_that_is_not_offered_changes_nothing(noor: User, unknown: str) -> None:
    browser(noor, "fr").post("/staff/language/", {"language": unknown})
    noor.refresh_from_db()
    assert noor.language == "fr"


def test_the_language_changes_by_a_button_not_by_a_link(noor: User) -> None:
    assert browser(noor).get("/staff/language/").status_code == 405


def test_the_sign_in_page_follows_the_browser(db: None) -> None:
    for language in ("nl", "fr", "en"):
        assert lang_of(Client().get("/staff/sign-in/", headers={"accept-language": language})) == language


def test_the_sign_in_page_offers_the_three_languages(db: None) -> None:
    client = Client()
    page = client.get("/staff/sign-in/", headers={"accept-language": "nl"})
    assert page.content.decode().count('name="language"') == 3
    answer = client.post("/staff/language/", {"language": "fr", "next": "/staff/sign-in/?next=/admin/"}, follow=True)
    assert answer.redirect_chain == [("/staff/sign-in/?next=/admin/", 302)]
    assert lang_of(answer) == "fr"
    # The choice applies only to the desk: public pages keep their language in the URL.
    assert client.cookies["django_language"]["path"] == "/staff/sign-in/"


def test_the_present_language_is_marked(noor: User) -> None:
    page = browser(noor, "nl").get("/admin/").content.decode()
    assert page.count('aria-current="true"') == 1
    assert "NL, Nederlands" in page.split('aria-current="true"')[0][-200:]


def test_leads_and_ministry_find_the_figures_and_clerks_do_not(noor: User, els: User, lies: User) -> None:
    assert 'href="/reports/"' in browser(els).get("/admin/").content.decode()
    assert 'href="/reports/"' in browser(lies).get("/admin/").content.decode()
    assert 'href="/reports/"' not in browser(noor).get("/admin/").content.decode()


def test_the_header_says_who_is_signed_in(noor: User) -> None:
    assert "noor" in shown(browser(noor).get("/admin/"))
