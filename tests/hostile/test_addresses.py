"""URLs, headers and cookies nobody types get a page, a redirect or a refusal, never a server error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.test import Client, RequestFactory

from brusselshelps.accounts.models import User
from brusselshelps.wsgi import application
from tests.hostile.texts import A_MEGABYTE, EVERY_TEXT

pytestmark = [pytest.mark.sampled(6), pytest.mark.usefixtures("open_call")]

PAGES = (
    *("/", "/nl/", "/fr/help/", "/en/volunteer/", "/nl/volunteer/information/", "/nl/organisation/"),
    *("/fr/volunteer/calls/packs/", "/staff/sign-in/", "/reports/"),
)
QUERIES = (
    *("%00", "a=%00", "%", "%zz", "&&==", "a=%ff%fe", "a=%ed%a0%80", "a[]=1&a[b]=2", "switch=fr", "key=%00"),
    *("language=xx", "next=//evil.example", "a=" + "x" * 100_000, "&".join(f"a{number}=1" for number in range(1_000))),
)
PATHS = (
    *("/%00", "/nl/%00", "/nl/%00/", "/%00/help/", "/nl/help/%00/", "/nl/help/%0a/", "/nl/%ff/", "/nl/%ed%a0%80/"),
    *("/nl/help/sent/", "/nl/help/sent/x/", "/nl/help/sent/AAA-AAA-AA%00/", "/nl/help/sent/333-333-334%0a/"),
    *("/nl/help/sent/٣٣٣-٣٣٣-٣٣٣/", "/nl/help/sent/333-333-333-333/", "/nl/help/sent/aaa-aaa-aaa/"),
    *("/nl/help/sent/<script>alert(1)</script>/", "/nl/help/sent/{{7*7}}/", "/nl/volunteer/sent/%F0%9F%92%A9/"),
    *("/nl/organisation/sent/%00/", "/nl/organisation/sent/333-333-334%0a/", "/nl/volunteer/calls/%00/"),
    *("/nl/volunteer/calls/' or 1=1 --/", "/nl/volunteer/calls/" + "x" * 9_000 + "/", "/nl/volunteer/sign-up/é/"),
    *("/nl/volunteer/sign-up/%00/", "/nl/volunteer/sign-up/sent/x/", "/nl/volunteer/sign-up/dog%0a/"),
    *(
        "/nl/../nl/",
        "/nl//",
        "//evil.example/nl/",
        "//evil.example",
        "/\\\\evil.example/nl",
        "/nl/help",
        "/NL/",
        "/de/",
        "/nl-be/",
        "/nl/" + "x" * 9_000,
    ),
    *("/static/%00", "/static/../../etc/passwd", "/static/%2e%2e/manage.py", "/reports/%00/", "/reports/exe/"),
    *("/admin/%00", "/admin/r/1/1/", "/admin/jsi18n/", "/healthz/", "/.env", "/favicon.ico"),
)
LANGUAGES = (
    *("", "*", "nl;q=x", "fr;q=1e309,nl", "x" * 10_000, "nl," * 5_000, "nl-" * 400, "\0", "é", "de-DE-1996", ";;;"),
    *("i-navajo", "../../etc", "nl;q=0", "%00", "zh-hant-tw-x-private", "-", "nl_BE"),
)
DAYS = (
    *("0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "99999999999999", "2020-02-30", "\0", "2020-04-30\0"),
    *("-1", "2020-04", "30/04/2020", "٢٠٢٠-٠٤-٣٠", "NaN", "now", "' or 1=1 --", "<script>alert(1)</script>", "é"),
    *("2020-04-30T10:00", "x" * 10_000, "1899-12-31", "2020-W18-4"),
)


def get(address: str, client: Client | None = None, **headers: Any) -> Any:
    response = (client or Client(raise_request_exception=False)).generic("GET", address, **headers)
    assert response.status_code < 500
    if "html" in response.get("Content-Type", ""):
        assert b"<script>alert" not in response.content
    return response


@pytest.mark.parametrize("page", PAGES)
def test_no_odd_query_breaks_a_page(page: str) -> None:
    for query in QUERIES:
        assert get(page, QUERY_STRING=query).status_code in (200, 302, 400), query


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_address_leads_nowhere_bad(path: str) -> None:
    response = get("/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"))
    assert response.status_code in (200, 301, 302, 400, 403, 404)
    if response.status_code in (301, 302):
        assert response["Location"].startswith("/")
        assert not response["Location"].startswith("//")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_odd_wish_for_a_language_gets_a_page(language: str) -> None:
    response = get("/", HTTP_ACCEPT_LANGUAGE=language)
    assert response["Location"] in ("/nl/", "/fr/", "/en/")
    assert get("/staff/sign-in/", HTTP_ACCEPT_LANGUAGE=language).status_code == 200
    assert get("/nowhere/", HTTP_ACCEPT_LANGUAGE=language).status_code == 404


@pytest.mark.parametrize("cookie", ["csrftoken", "sessionid", "django_language", "messages", "nonsense"])
@pytest.mark.parametrize("name", [name for name, text in EVERY_TEXT.items() if len(text) < 300 and b"\0" not in text])
def test_an_odd_cookie_breaks_no_page(cookie: str, name: str) -> None:
    value = EVERY_TEXT[name].decode("latin-1")
    for page in ("/nl/help/", "/admin/", "/reports/"):
        assert get(page, HTTP_COOKIE=f"{cookie}={value}").status_code in (200, 302)


@pytest.mark.parametrize("cookie", ["csrftoken", "sessionid", "django_language"])
def test_a_cookie_with_a_written_out_nul_breaks_no_page(cookie: str) -> None:
    """No server lets a NUL through in a header; escaped as \\000 within quotes it arrives all the same."""
    for page in ("/nl/help/", "/admin/", "/reports/"):
        assert get(page, HTTP_COOKIE=f'{cookie}="abcdefgh\\000"').status_code in (200, 302)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("charset", ["rot13", "base64", "utf-7", "undefined", "nonsense"])
def test_an_odd_kind_of_content_breaks_no_page(page: str, charset: str) -> None:
    """Calls the WSGI application that gunicorn uses: the test client's handler is not reached by such a request."""
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/html"):
        environ = RequestFactory()._base_environ(
            PATH_INFO=page, QUERY_STRING="until=2020-04-30", CONTENT_TYPE=f"{kind}; charset={charset}"
        )
        statuses: list[str] = []
        body = b"".join(application(environ, lambda status, _headers, said=statuses: said.append(status)))
        assert statuses == ["400 Bad Request"]
        assert b"<h1>" in body


@pytest.mark.parametrize(
    "host", ["", "\0", "a b", "é.example", "[::1", "x" * 3_000, "evil.example:99999", "a@b", "<x>"]
)
def test_an_odd_host_is_no_failure_of_ours(host: str) -> None:
    for page in ("/nl/help/", "/admin/", "/nl/help"):
        get(page, HTTP_HOST=host)


@pytest.mark.parametrize("day", DAYS)
def test_an_odd_day_shows_the_figures_or_says_what_to_write(
    lies: User, signed_in: Callable[[User], Client], day: str
) -> None:
    client = signed_in(lies)
    client.raise_request_exception = False
    odd = quote(day)
    for query in (f"until={odd}", f"until={odd}&language={odd}", f"until=2020-04-30&language={odd}&until={odd}"):
        assert get("/reports/", client, QUERY_STRING=query).status_code == 200
        for name in ("csv", "xlsx", "json"):
            assert get(f"/reports/{name}/", client, QUERY_STRING=query).status_code in (200, 400, 404)


@pytest.mark.parametrize("name", EVERY_TEXT)
def test_nobody_signs_in_with_an_odd_name_or_password(name: str) -> None:
    client = Client(raise_request_exception=False)
    text = EVERY_TEXT[name].decode("utf-8", "replace")
    for username, password in ((text, "x"), ("noor", text), (text, text)):
        page = client.post(f"/staff/sign-in/?next={'%00'}", {"login": username, "password": password, "next": text})
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize("field", ["login", "password", "next", "language"])
def test_a_megabyte_sent_to_the_sign_in_page_is_answered(field: str) -> None:
    client = Client(raise_request_exception=False)
    answers = {"login": "noor", "password": "x", "next": "/admin/"} | {field: A_MEGABYTE.decode()}
    assert client.post("/staff/sign-in/", answers).status_code == 200
    assert client.post("/staff/language/", answers | {"language": "fr"}).status_code == 302


@pytest.mark.parametrize("name", [name for name, text in EVERY_TEXT.items() if len(text) < 300])
def test_the_language_of_the_desk_leads_nowhere_else(name: str) -> None:
    client = Client(raise_request_exception=False)
    text = EVERY_TEXT[name].decode("utf-8", "replace")
    for language, back in ((text, "/admin/"), ("fr", text), ("fr", f"//evil.example/{text}")):
        response = client.post("/staff/language/", {"language": language, "next": back})
        assert response.status_code == 302
        assert "evil" not in response["Location"]
