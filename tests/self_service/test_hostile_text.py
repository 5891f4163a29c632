"""Text that nobody types by accident, on pages behind a link: refused with a message, or stored and shown as text."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from requests_app.models import Note
from tests.builders import make_request, make_volunteer, path_of
from tests.hostile.form_posts import URLENCODED
from tests.hostile.texts import EVERY_TEXT, TEXTS, is_utf8
from tests.self_service.test_volunteer import ANSWERS

pytestmark = pytest.mark.django_db
HOSTILE = {name: text for name, text in TEXTS.items() if set("<{%=") & set(text)}


def post(path: str, answers: dict[str, Any]) -> Any:
    client = Client(raise_request_exception=False)
    return client.generic("POST", path, urlencode(answers, doseq=True), URLENCODED)


SOME = set(list(EVERY_TEXT)[::4])
TURNS = [
    pytest.param(text, id=name, marks=() if name in SOME else pytest.mark.more) for name, text in EVERY_TEXT.items()
]


@pytest.mark.parametrize("text", TURNS)
def test_no_text_breaks_a_page_behind_a_link(text: bytes) -> None:
    request, volunteer = path_of(make_request()), path_of(make_volunteer())
    answers = [post(request, {"text": text}), post("/nl/link/", {"email": text})]
    answers += [post(volunteer, ANSWERS | {name: text}) for name in ANSWERS]
    assert {answer.status_code for answer in answers} <= ({200, 302} if is_utf8(text) else {400})
    assert Note.objects.count() == (answers[0].status_code == 302)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_added_shows_as_text(text: str) -> None:
    request = make_request()
    path = path_of(request)
    if post(path, {"text": text.encode("utf-8", "surrogatepass")}).status_code != 302:
        assert not Note.objects.exists()
        return
    shown = escape(Note.objects.get().text.split("\n")[0])
    assert shown in Client().get(path).content.decode().replace("&#39;", "&#x27;")
    assert shown in Client().get(f"{path}data/").content.decode().replace("&#39;", "&#x27;")
