"""Input that nobody should send (broken bytes, stray lookups, other languages, files) is answered with a sentence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import RequestFactory

from tests.access.support.access_matrix import Cell, answers_to, whose_of
from tests.access.support.exchange import meet_with
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.url_inventory import Fills, addresses
from tests.access.support.visits import KARIM, REQUESTS, VOLUNTEERS, Visitor, page
from tests.hostile.form_posts import BOUNDARY, MULTIPART

pytestmark = [pytest.mark.django_db, pytest.mark.sampled(3)]
ADDRESSES = addresses()
LISTS = (REQUESTS, VOLUNTEERS, "/admin/volunteers/signup/", "/admin/requests_app/organisationneed/")
WILD = (
    "state__exact=open",
    "person__name__startswith=a",
    "reference__regex=(",
    "received_at__year=20200000000000",
    "id=%00",
)
BROKEN = ("a=%ff", "q=%c0%af", "place=%ed%a0%80", "until=%e2%82")
A_FILE = b'--%b\r\nContent-Disposition: form-data; name="%b"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n%b\r\n'
OTHERS = ("lead vgc", "administrator", "resident vgc", "volunteer asked vgc")
LANGUAGES = ("nl", "fr", "en")


def sentence_of(came: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", came.text, re.DOTALL)
    return found[1].strip() if found else ""


@pytest.mark.parametrize("query", [*WILD, *BROKEN])
def test_a_wild_lookup_or_a_broken_encoding_is_answered_with_a_sentence(sample_world: SampleWorld, query: str) -> None:
    for address in LISTS:
        came = Visitor(sample_world, KARIM).get(f"{address}?{query}")
        assert came.status == 400
        assert sentence_of(came)


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_encoding_is_answered_with_a_sentence_everywhere(sample_world: SampleWorld, query: str) -> None:
    for address in ("/", "/nl/help/", "/fr/volunteer/", "/staff/sign-in/", "/reports/", "/admin/", "/en/nowhere/"):
        for name in ("nobody", KARIM):
            came = Visitor(sample_world, name).get(f"{address}?{query}")
            assert came.status == 400
            assert sentence_of(came)


@pytest.mark.parametrize("body", [b"name=%ff", b"name=\xe9", b"q=%ed%a0%80"])
def test_so_is_a_form_in_bytes_that_are_no_text(sample_world: SampleWorld, body: bytes) -> None:
    for name, address in (("nobody", "/nl/help/"), (KARIM, page(sample_world, "cocof")), (KARIM, REQUESTS)):
        came = sent(sample_world, name, address, body, "application/x-www-form-urlencoded")
        assert (came.status, came.written) == (400, {})
        assert sentence_of(came)


@pytest.mark.parametrize("kind", ["text/plain; charset*=nope''x", "text/plain; boundary*=nope''x", "a/b; x*=nope''x"])
def test_so_is_a_kind_in_an_alphabet_that_is_none(sample_world: SampleWorld, kind: str) -> None:
    for name, address in (("nobody", "/nl/help/"), (KARIM, REQUESTS)):
        came = sent(sample_world, name, address, b"name=Maria", kind)
        assert came.status == 400
        assert sentence_of(came)


def sent(sample_world: SampleWorld, name: str, address: str, body: bytes, kind: str) -> Any:
    actor = sample_world.world.actors[name]
    cookies = "; ".join(f"{key}={value}" for key, value in actor.cookies.items())
    head = {"HTTP_COOKIE": cookies} if cookies else {}
    environ = RequestFactory().generic("POST", address, body, **head).environ
    return meet_with(environ | {"CONTENT_TYPE": kind}, "")


def test_only_three_languages_reach_a_page(sample_world: SampleWorld) -> None:
    odd = ("de", "xx", "nl-BE,de;q=0.9", "../../etc", "*", "EN-us", "%00", "zh-Hans", "fr\u0000", "a" * 600, "'; --")
    for language in odd:
        for name, address in (("nobody", "/nowhere/"), ("nobody", "/staff/sign-in/"), (KARIM, "/admin/")):
            cookie = f"{settings.LANGUAGE_COOKIE_NAME}={language.encode().decode('latin-1')}"
            for head in ({"HTTP_ACCEPT_LANGUAGE": language}, {"HTTP_COOKIE": cookie} if name == "nobody" else {}):
                came = Visitor(sample_world, name).get(address, **head)
                assert came.response["Content-Language"] in LANGUAGES
                assert re.search(r'<html[^>]* lang="(nl|fr|en)"', came.text)


def test_a_language_that_is_chosen_is_one_of_three(sample_world: SampleWorld) -> None:
    for language in ("de", "xx", "NL", "nl-be", "", "../fr"):
        for address in ("/nl/help/", "/nl/volunteer/"):
            came = Visitor(sample_world, "nobody").post(address, {"switch": language, "name": "Maria"})
            assert came.status in (200, 302)
            assert came.response["Content-Language"] == "nl"


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG\xff\xd8"], ids=["text", "bytes"])
@pytest.mark.parametrize("name", ["nobody", KARIM, *(pytest.param(name, marks=pytest.mark.more) for name in OTHERS)])
def test_a_file_is_taken_nowhere(sample_world: SampleWorld, name: str, content: bytes) -> None:
    """A file that reads as text is ignored, along with the field it is sent as; any other is refused."""
    actor = sample_world.world.actors[name]
    for address in ADDRESSES:
        whose = whose_of(address, actor, sample_world.world)[0]
        path = Fills(sample_world.world, actor, whose).path(address)
        fields = answers_to(Cell(address, name, "POST", whose), sample_world.world) or {"name": "", "file": ""}
        parts = b"".join(A_FILE % (BOUNDARY, field.encode(), content) for field in fields)
        came = sent(sample_world, name, path, parts + b"--%b--\r\n" % BOUNDARY, MULTIPART)
        assert came.status < 500, path
        assert content.startswith(b"GIF") or came.status == 400, path
        assert default_storage.listdir("") == ([], [])
