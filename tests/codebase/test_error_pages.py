"""When a form cannot be sent, the page says why in its language, with the phone number, and keeps the input."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import gettext, override

from brusselshelps.accounts.models import User
from brusselshelps.error_views import bad_request, forbidden, server_error
from brusselshelps.middleware import KeepInputMiddleware
from brusselshelps.people.forms.rate_limit import RateLimitExceeded
from requests_app.models import HelpRequest
from tests.hostile.form_posts import ASK, REGISTER

LANGUAGES = ("nl", "fr", "en")
WORDS = 'Second floor. Ring "twice" & wait\r\nfor <Maria>, 5 > 3.'
ANSWERS = ASK.answers | {"message": (WORDS,)}
PHONE = "02 000 00 00"
HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"')
TOKEN = "csrfmiddlewaretoken"
Fields = dict[str, tuple[str, ...]]


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def with_token(client: Client, answers: Fields) -> Fields:
    """The answers with the token of a freshly opened form."""
    client.get("/nl/volunteer/information/")
    client.cookies["csrftoken"] = "t" * 32
    return answers | {TOKEN: ("t" * 32,)}


def hidden(response: HttpResponse) -> Fields:
    """The hidden fields of a page, as a browser sends them."""
    fields: Fields = {}
    for name, value in HIDDEN.findall(response.content.decode()):
        fields[html.unescape(name)] = (*fields.get(html.unescape(name), ()), html.unescape(value))
    return fields


def kept(response: HttpResponse) -> Fields:
    return {name: values for name, values in hidden(response).items() if name != TOKEN}


def assert_says(response: HttpResponse, heading: str, language: str) -> None:
    page = response.content.decode()
    with override(language):
        assert html.escape(gettext(heading)) in page
    assert f'<html lang="{language}">' in page
    assert response["Content-Language"] == language
    assert f'href="/{language}/"' in page
    assert PHONE in page
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


@pytest.mark.usefixtures("database_away")
class TestWhileTheDatabaseIsAway:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("road", [ASK, REGISTER], ids=["ask", "register"])
    def test_a_form_that_was_sent_is_kept_whole(self, visitor: Client, road: Any, language: str) -> None:
        sent = with_token(visitor, road.answers)
        response = visitor.post(road.address.replace("/nl/", f"/{language}/"), sent)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert_says(response, "This is not working at the moment", language)
        assert_says(response, "Send again", language)
        assert kept(response) == road.answers

    def test_every_character_is_kept_and_the_token_is_a_fresh_one(self, visitor: Client) -> None:
        sent = with_token(visitor, ANSWERS)
        response = visitor.post("/nl/help/", sent)
        assert kept(response)["message"] == (WORDS,)
        [token] = hidden(response)[TOKEN]
        assert len(token) == 64
        assert token not in sent[TOKEN]

    def test_a_page_that_was_opened_offers_to_try_again(self, visitor: Client) -> None:
        response = visitor.get("/nl/help/")
        assert response.status_code == 503
        assert_says(response, "Try again", "nl")
        assert b"<form" not in response.content

    @pytest.mark.parametrize("address", ["/fr/volunteer/information/", "/healthz", "/robots.txt"])
    def test_what_needs_no_database_is_there(self, visitor: Client, address: str) -> None:
        assert visitor.get(address).status_code == 200

    def test_the_password_of_staff_is_not_kept(self, visitor: Client) -> None:
        login = {"login": ("noor",), "password": ("a secret of noor",)}
        response = visitor.post("/staff/sign-in/", with_token(visitor, login))
        assert response.status_code == 503
        assert b"noor" not in response.content

    @pytest.mark.parametrize("address", ["/admin/", "/reports/"])
    def test_it_is_told_too_when_it_shows_before_a_page_begins(self, visitor: Client, address: str) -> None:
        visitor.cookies["sessionid"] = "s" * 32
        response = visitor.get(address, headers={"accept-language": "fr"})
        assert response.status_code == 503
        assert_says(response, "This is not working at the moment", "fr")

    def test_whoever_develops_meets_the_same_page(self, visitor: Client, settings: Any) -> None:
        settings.DEBUG = True
        assert kept(visitor.post("/nl/help/", with_token(visitor, ANSWERS))) == ANSWERS

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_other_page_about_trouble_needs_it_either(self, visitor: Client, language: str) -> None:
        assert_says(visitor.get(f"/{language}/nowhere/"), "This page does not exist", language)
        assert_says(visitor.post(f"/{language}/help/", ANSWERS), "This page was open for too long", language)
        request = RequestFactory().get(f"/{language}/help/")
        request.user = AnonymousUser()
        assert_says(bad_request(request), "We could not read what was sent", language)
        assert_says(forbidden(request), "This page is not for you", language)
        assert_says(server_error(request), "Something went wrong on our side", language)


class TestAFormThatWasOpenForTooLong:
    def test_what_is_kept_can_be_sent_and_is_stored_as_it_was_typed(self, visitor: Client, db: None) -> None:
        refused = visitor.post("/fr/help/", ANSWERS)
        assert refused.status_code == 403
        assert not HelpRequest.objects.exists()
        assert_says(refused, "This page was open for too long", "fr")
        assert visitor.post("/fr/help/", hidden(refused)).status_code == 302
        assert HelpRequest.objects.get().message == WORDS.replace("\r\n", "\n")

    def test_nothing_of_staff_is_kept(self, visitor: Client, db: None) -> None:
        response = visitor.post("/staff/sign-in/", {"login": "noor", "password": "a secret of noor"})
        assert response.status_code == 403
        assert b"noor" not in response.content

    def test_nothing_is_kept_that_another_site_sent(self, visitor: Client, db: None) -> None:
        response = visitor.post("/nl/help/", ANSWERS, headers={"sec-fetch-site": "cross-site"})
        assert response.status_code == 403
        assert not hidden(response)

    @pytest.mark.parametrize("body", [b"&".join(b"a=1" for _ in range(1_000)), b"x" * 3_000_000, b"--x\r\n"])
    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
    def test_what_cannot_be_read_cannot_be_kept_and_is_no_failure(
        self, visitor: Client, db: None, body: bytes, kind: str
    ) -> None:
        response = visitor.generic("POST", "/nl/help/", body, kind)
        assert response.status_code in (400, 403)
        assert b"</html>" in response.content


class TestTooManyForms:
    UNTIL = dt.datetime(2020, 4, 10, 12, 30, 20, tzinfo=dt.UTC)

    def answer(self, language: str) -> HttpResponse:
        request = RequestFactory().post(f"/{language}/help/", ANSWERS)
        with time_machine.travel(self.UNTIL - dt.timedelta(minutes=2), tick=False):
            response = KeepInputMiddleware(lambda _request: HttpResponse()).process_exception(
                request, RateLimitExceeded(self.UNTIL)
            )
        assert response
        return response

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_says_until_when_to_wait_and_keeps_the_form(self, language: str) -> None:
        response = self.answer(language)
        assert (response.status_code, response["Retry-After"]) == (429, "120")
        assert_says(response, "Many forms have been sent from your network", language)
        assert "14:31" in response.content.decode()
        assert kept(response) == ANSWERS


class TestTheLanguage:
    def test_that_of_an_earlier_visitor_is_not_told_to_the_next(self, visitor: Client) -> None:
        odd = "text/plain; charset=rot13"
        with override("fr"):
            response = visitor.generic("POST", "/nl/help/", b"x", odd)
        assert response.status_code == 400
        assert_says(response, "We could not read what was sent", "nl")

    def test_under_a_name_that_is_not_ours_it_is_that_of_the_browser(self, visitor: Client, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["help.example"]
        response = visitor.get("/", headers={"host": "elsewhere.example", "accept-language": "fr"})
        assert response.status_code == 400
        assert_says(response, "We could not read what was sent", "fr")

    def test_for_staff_it_is_their_own(self, client: Client, karim: User) -> None:
        client.force_login(karim)
        response = client.get("/admin/nowhere/", headers={"accept-language": "nl"})
        assert_says(response, "This page does not exist", "fr")


class TestTheDemo:
    """With DEBUG, as `make run` sets it."""

    @pytest.fixture(autouse=True)
    def demo(self, settings: Any) -> None:
        settings.DEBUG = True

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_mistyped_address_shows_our_own_page(self, visitor: Client, language: str) -> None:
        response = visitor.get(f"/{language}/nowhere/")
        assert response.status_code == 404
        assert_says(response, "This page does not exist", language)

    def test_a_row_of_the_desk_that_does_not_exist_shows_our_own_page(self, client: Client, karim: User) -> None:
        client.force_login(karim)
        response = client.get("/admin/requests_app/helprequest/1/change/")
        assert response.status_code == 404
        assert_says(response, "This page does not exist", "fr")

    def test_what_a_page_of_ours_says_with_404_stays(self, visitor: Client, db: None) -> None:
        response = visitor.get(f"/nl/help/mine/{'2' * 24}/")
        assert response.status_code == 404
        with override("nl"):
            assert html.escape(gettext("This link does not work")) in response.content.decode()

    def test_a_fault_still_shows_its_traceback(
        self, visitor: Client, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("brusselshelps.views.render", lambda *_arguments: 1 / 0)
        response = visitor.get("/en/")
        assert response.status_code == 500
        assert b"ZeroDivisionError" in response.content
