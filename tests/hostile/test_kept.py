"""What is kept of a hostile text, and where it is shown: at the desk and in mails, as text and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest
from requests_app.tasks import confirm_request
from tests.hostile.form_posts import ASK, ROADS, Road, send, urlencoded
from tests.hostile.texts import EVERY_TEXT, TEXTS

pytestmark = [pytest.mark.sampled(6), pytest.mark.usefixtures("open_call")]

NAMES = [name for name, text in TEXTS.items() if len(text) < 300]
MARKUP = ("a script", "an attribute", "a comment", "a template", "format signs", "a formula")
FREE = ("name", "on_behalf_name", "message", "organisation", "what")


def ask(**changes: bytes) -> HelpRequest | None:
    send(ASK, urlencoded(ASK.pairs(**changes)))
    return HelpRequest.objects.select_related("person").first()


def letter_about(request: HelpRequest) -> Any:
    confirm_request(request_id=request.pk)
    return mail.outbox[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_kept_is_one_line_that_can_be_seen(name: str) -> None:
    request = ask(name=EVERY_TEXT[name])
    if request:
        kept = request.person.name
        assert kept.strip() == kept != ""
        assert len(kept.splitlines()) == 1


@pytest.mark.parametrize("name", NAMES)
def test_an_address_that_is_taken_can_be_written_to(name: str) -> None:
    request = ask(email=EVERY_TEXT[name])
    if request and request.person.email:
        assert letter_about(request).to == [request.person.email]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_reaches_the_head_of_a_letter(name: str) -> None:
    request = ask(name=EVERY_TEXT[name], message=EVERY_TEXT[name])
    if request:
        letter = letter_about(request).message()
        assert set(letter.keys()) <= {
            *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Auto-Submitted"),
            *("Subject", "From", "To", "Date", "Message-ID", "Content-Language", "X-Auto-Response-Suppress"),
        }
        assert letter.get_all("To") == ["maria@example.org"]


def free_fields(road: Road, name: str) -> dict[str, bytes]:
    return {field: EVERY_TEXT[name] for field in FREE if field in road.answers}


@pytest.mark.parametrize("name", MARKUP)
@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_a_form_shows_markup_again_as_text(road: Road, name: str) -> None:
    """A wrong phone number shows the form again with the input."""
    fields = free_fields(road, name)
    page = send(road, urlencoded(road.pairs(phone=b"no figures", **fields))).content.decode()
    assert_shown_as_text(page, TEXTS[name], times=len(fields))


@pytest.mark.parametrize("name", MARKUP)
def test_the_desk_shows_markup_as_text(noor: User, name: str) -> None:
    client = Client()
    client.force_login(noor)
    for road in ROADS.values():
        assert send(road, urlencoded(road.pairs(**free_fields(road, name)))).status_code == 302
        row = road.main._default_manager.get()
        changelist = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        for address, times in (("/admin/", 0), (changelist, 0), (f"{changelist}{row.pk}/change/", 1)):
            response = client.get(address)
            assert response.status_code == 200, address
            assert_shown_as_text(response.content.decode(), TEXTS[name], times)


def assert_shown_as_text(page: str, text: str, times: int) -> None:
    """The text occurs at least this often with its characters escaped, and never as markup."""
    escaped = re.sub("[<>&\"']", lambda sign: {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(sign[0], sign[0]), text)
    plain = page.replace("&quot;", '"').replace("&#x27;", "'").replace("&#39;", "'")
    assert plain.count(escaped) >= times
    for markup in ("<script>alert", "<img src=x", "<!--]]>", '="" autofocus', "only for tests"):
        assert markup not in page
