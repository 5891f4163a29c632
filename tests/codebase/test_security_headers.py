"""The security policy of each page: only its own stylesheet, pictures, font and forms; scripts at the desk only."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from brusselshelps import urls as house
from brusselshelps.accounts.models import User
from brusselshelps.http import inline_stylesheet
from tests.builders import make_request, make_volunteer
from tests.hostile.form_posts import ASK, REGISTER


def fails(request: HttpRequest) -> NoReturn:
    raise RuntimeError


urlpatterns = [path("fails/", fails), *house.urlpatterns]
handler500 = house.handler500
POLICY = {
    "default-src": {"'none'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
INLINE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
FORBIDDEN = re.compile(r"""<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=["']|javascript:""", re.IGNORECASE)
PUBLIC = (
    *("/", "/nl/", "/fr/help/", "/en/volunteer/", "/nl/volunteer/information/", "/healthz", "/readyz", "/robots.txt"),
    *("/nl/nowhere/", "/nowhere/", "/admin", "/admin/", "/staff/sign-in/", "/admin/nowhere/", "/reports/", "/fr"),
    *("/static/img/icon.svg", "/static/css/desk.css", "/static/nowhere.css"),
)
DESK = (
    *("/admin/", "/admin/requests_app/helprequest/", "/admin/volunteers/volunteer/", "/staff/password/"),
    *("/admin/requests_app/helprequest/{request}/change/", "/admin/volunteers/volunteer/{volunteer}/change/"),
    *("/admin/nowhere/", "/admin/requests_app/helprequest/?q=%00", "/admin/jsi18n/"),
)
WORDS = ("/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/reference/category/")
FIGURES = ("/reports/?until=2020-04-30", "/reports/?until=nonsense", "/reports/download/xlsx/?until=2020-04-30")


def policy_of(response: Any) -> dict[str, set[str]]:
    directives = [line.split() for line in response["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in directives}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def assert_under_policy(response: Any, scripts: bool = False) -> None:
    """The policy is the strict one, and it allows everything on the page."""
    policy, page = policy_of(response), text_of(response)
    styles = policy.pop("style-src")
    assert styles - {inline_stylesheet.current().source} == {"'self'"}
    assert styles >= set(map(hash_of, INLINE.findall(page)))
    assert policy == POLICY | ({"script-src": {"'self'"}} if scripts else {})
    assert not FORBIDDEN.search(page)
    assert scripts or "<script" not in page
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def text_of(response: Any) -> str:
    """The page, if it is one; a file is closed unread."""
    if not response.streaming:
        return response.content.decode() if response["Content-Type"].startswith("text/html") else ""
    response.close()
    return ""


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.django_db
class TestEveryAnswer:
    @pytest.mark.parametrize("address", PUBLIC)
    def test_to_a_visitor(self, visitor: Client, address: str) -> None:
        assert_under_policy(visitor.get(address), scripts=address.startswith(("/admin/", "/staff/")))

    @pytest.mark.parametrize("road", [ASK, REGISTER], ids=["ask", "register"])
    def test_to_a_form(self, visitor: Client, road: Any) -> None:
        assert_under_policy(visitor.post(road.address, road.answers))  # without its token
        assert_under_policy(visitor.generic("POST", road.address, b"x", "text/plain; charset=rot13"))
        visitor.handler.enforce_csrf_checks = False
        assert_under_policy(visitor.post(road.address, {}))
        sent = visitor.post(road.address, road.answers)
        assert sent.status_code == 302
        assert_under_policy(sent)
        assert_under_policy(visitor.get(sent["Location"]))

    def test_to_a_clerk(self, client: Client, noor: User) -> None:
        client.force_login(noor)
        rows = {"request": make_request("dog").pk, "volunteer": make_volunteer("dog").pk}
        for address in DESK:
            assert_under_policy(client.get(address.format(**rows)), scripts=True)
        refused = client.get("/reports/")
        assert refused.status_code == 403
        assert_under_policy(refused)

    def test_to_an_administrator(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)
        for address in WORDS:
            assert_under_policy(client.get(address), scripts=True)

    def test_to_the_ministry(self, client: Client, lies: User) -> None:
        client.force_login(lies)
        for address in FIGURES:
            assert_under_policy(client.get(address))

    def test_when_we_fail(self, visitor: Client, settings: Any) -> None:
        settings.ROOT_URLCONF = __name__
        response = visitor.get("/fails/")
        assert response.status_code == 500
        assert_under_policy(response)

    @pytest.mark.usefixtures("database_away")
    @pytest.mark.parametrize("address", ["/nl/help/", "/readyz"])
    def test_while_the_database_is_away(self, visitor: Client, address: str) -> None:
        response = visitor.get(address)
        assert response.status_code == 503
        assert_under_policy(response)

    def test_under_a_name_that_is_not_ours(self, visitor: Client, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["help.example"]
        response = visitor.get("/nl/", headers={"host": "elsewhere.example"})
        assert response.status_code == 400
        assert_under_policy(response)

    def test_to_plain_http(self, settings: Any, visitor: Client) -> None:
        settings.SECURE_SSL_REDIRECT = True
        response = visitor.get("/nl/help/")
        assert response.status_code == 301
        assert_under_policy(response)


class TestTheStylesheet:
    @pytest.fixture
    def collected(self, settings: Any, tmp_path: Path) -> Iterator[Path]:
        """The static files as in production, with a hash in each name."""
        storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        settings.STATIC_ROOT = tmp_path
        settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
        call_command("collectstatic", interactive=False, verbosity=0)
        inline_stylesheet._read.cache_clear()
        yield tmp_path
        inline_stylesheet._read.cache_clear()

    def test_a_page_of_production_asks_for_fonts_that_are_there(self, collected: Path, visitor: Client) -> None:
        response = visitor.get("/nl/nowhere/")
        assert_under_policy(response)
        [css] = INLINE.findall(response.content.decode())
        fonts = re.findall(r'url\("/static/([^"]+)"\)', css)
        assert fonts
        assert all((collected / font).exists() and re.search(r"\.[0-9a-f]{12}\.", font) for font in fonts)
        assert "url(../" not in css

    def test_an_edit_shows_at_once_while_somebody_works_on_it(
        self, visitor: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.DEBUG = True
        monkeypatch.setattr(inline_stylesheet, "FILE", tmp_path / "site.css")
        pages = []
        for moment, css in enumerate(("a { color: red }", "a { color: blue }"), 1):
            inline_stylesheet.FILE.write_text(css)
            os.utime(inline_stylesheet.FILE, (moment, moment))
            response = visitor.post("/nl/help/")
            assert_under_policy(response)
            pages += INLINE.findall(response.content.decode())
        assert pages == ["a { color: red }", "a { color: blue }"]

    def test_it_is_in_the_page_once_and_asked_for_nowhere(self, visitor: Client) -> None:
        page = visitor.get("/nl/nowhere/").content.decode()
        assert len(INLINE.findall(page)) == 1
        assert 'rel="stylesheet"' not in page

    def test_a_page_of_ones_own_asks_for_it(self, visitor: Client) -> None:
        response = visitor.get("/nl/nowhere/mine/k3y/")
        assert_under_policy(response)
        assert not INLINE.findall(response.content.decode())
        assert '<link rel="stylesheet" href="/static/css/site.css">' in response.content.decode()

    def test_it_cannot_end_before_its_end(self) -> None:
        assert "</" not in inline_stylesheet.current().text


class TestWhereAFormComesFrom:
    """Over HTTPS a browser sends only the origin of a form, and that has to be enough."""

    @pytest.mark.parametrize("said", [{"origin": "https://testserver"}, {"referer": "https://testserver/"}])
    def test_the_application_alone_is_enough(self, db: None, visitor: Client, said: dict[str, str]) -> None:
        visitor.cookies["csrftoken"] = "t" * 32
        answers = ASK.answers | {"csrfmiddlewaretoken": ("t" * 32,)}
        assert visitor.post("/nl/help/", answers, secure=True, headers=said).status_code == 302

    @pytest.mark.parametrize("said", [{"origin": "null"}, {"origin": "https://elsewhere.example"}, {}])
    def test_nothing_and_another_site_are_not(self, db: None, visitor: Client, said: dict[str, str]) -> None:
        visitor.cookies["csrftoken"] = "t" * 32
        answers = ASK.answers | {"csrfmiddlewaretoken": ("t" * 32,)}
        assert visitor.post("/nl/help/", answers, secure=True, headers=said).status_code == 403


@pytest.mark.django_db
class TestWhatSearchEnginesMayKnow:
    def test_the_desk_the_figures_and_personal_pages_are_not_theirs(self, client: Client) -> None:
        response: HttpResponse = client.get("/robots.txt")
        assert response["Content-Type"].startswith("text/plain")
        lines = response.content.decode().splitlines()
        kept = ["/admin/", "/reports/", "/staff/", "/*/mine/"]
        assert lines == ["User-agent: *", *(f"Disallow: {address}" for address in kept)]

    @pytest.mark.parametrize("address", ["", "help/", "volunteer/", "volunteer/information/"])
    def test_a_public_page_names_itself_and_its_other_languages(self, client: Client, address: str) -> None:
        page = client.get(f"/fr/{address}").content.decode()
        house = "http://127.0.0.1:8000"
        assert f'<link rel="canonical" href="{house}/fr/{address}">' in page
        alternates = re.findall(r'<link rel="alternate"\s+hreflang="(\w+)"\s+href="([^"]+)"', page)
        assert alternates == [(code, f"{house}/{code}/{address}") for code in ("nl", "fr", "en")]

    @pytest.mark.parametrize("read", ["/nl/nowhere/", "/nl/help/sent/{}/", "/nl/volunteer/sent/{}/", "/reports/"])
    def test_what_is_about_one_person_or_for_staff_is_not_to_be_found(
        self, signed_in: Callable[[User], Client], lies: User, read: str
    ) -> None:
        page = signed_in(lies).get(read.format(make_request("dog").reference)).content.decode()
        assert '<meta name="robots" content="noindex">' in page
        assert "canonical" not in page
