"""Notes that a resident adds later are shown at the desk, and marked as read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest
from tests.builders import make_request

pytestmark = pytest.mark.django_db

LIST = "/admin/requests_app/helprequest/"
SignedIn = Callable[[User], Client]


@pytest.fixture
def added_to(noor: User) -> HelpRequest:
    request = make_request()
    request.take_on(by=noor)
    request.add_note("The bell is broken.")
    return request


def unread(client: Client) -> list[int]:
    return [line.count for line in client.get("/admin/").context["work"] if "notes=unread" in line.url]


def test_a_word_added_later_waits_on_the_start_page_until_it_is_read(
    signed_in: SignedIn, noor: User, added_to: HelpRequest
) -> None:
    client = signed_in(noor)
    assert unread(client) == [1]
    assert added_to.reference in client.get(f"{LIST}?notes=unread").content.decode()
    page = client.get(f"{LIST}{added_to.pk}/change/")
    assert "The bell is broken." in page.content.decode()
    assert unread(client) == [1]
    assert client.post(f"{LIST}{added_to.pk}/notes/").status_code == 302
    assert unread(client) == []
    added_to.add_note("Third floor after all.")
    assert unread(client) == [1]


def test_the_other_office_neither_counts_nor_reads_it(signed_in: SignedIn, karim: User, added_to: HelpRequest) -> None:
    client = signed_in(karim)
    assert unread(client) == []
    assert client.post(f"{LIST}{added_to.pk}/notes/").status_code == 404
    assert added_to.notes.unread().count() == 1


def test_in_the_intake_everybody_sees_it_and_either_office_reads_it(signed_in: SignedIn, noor: User) -> None:
    request = make_request()
    request.add_note("The bell is broken.")
    client = signed_in(noor)
    assert unread(client) == [1]
    client.post(f"{LIST}{request.pk}/notes/")
    assert request.notes.unread().count() == 0
    request.refresh_from_db()
    assert request.handled_at is None
