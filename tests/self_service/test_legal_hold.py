"""Anyone who asks for erasure while a law or a claim keeps their data is told so first, and need not ask again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.people.models import LegalHold, Person, PersonMerge
from brusselshelps.templatetags.dates import day
from requests_app.models import Correction
from tests.builders import make_person, make_request, make_volunteer, path_of
from tests.desk.desk_client import shown

pytestmark = pytest.mark.django_db
BEFORE = "we will erase it as soon as the law allows"
AFTER = "you do not have to do anything more"


@pytest.mark.parametrize("kind", ["request", "volunteer"])
def test_it_is_said_before_the_button_and_after_it(client: Client, els: User, kind: str) -> None:
    row = make_request() if kind == "request" else make_volunteer()
    own = path_of(row).replace("/nl/", "/en/")
    assert BEFORE not in shown(client.get(f"{own}forget/"))
    LegalHold.put_on(row.person, "a claim", by=els)
    page = shown(client.get(f"{own}forget/"))
    assert BEFORE in page
    assert "a claim" not in page
    assert "We will erase your data later" in shown(client.post(f"{own}forget/"))
    page = client.get(own)
    assert AFTER in shown(page)
    assert str(day(timezone.now())) in shown(page)
    assert "forget/" not in page.content.decode()
    assert "We will erase your data later" in shown(client.get(f"{own}forget/"))


def test_a_hold_on_who_is_the_same_holds_too(client: Client, els: User) -> None:
    person = make_person()
    row, other = make_request(person=person), make_volunteer(person=make_person(email=person.email))
    PersonMerge.say_same(row.person, other.person, by=els)
    LegalHold.put_on(other.person, "a claim", by=els)
    assert BEFORE in shown(client.get(f"{path_of(row).replace('/nl/', '/en/')}forget/"))


def test_a_hold_on_somebody_else_by_a_clerks_slip_does_not(client: Client, els: User) -> None:
    row, other = make_request(), make_request()
    PersonMerge.say_same(row.person, other.person, by=els)
    LegalHold.put_on(other.person, "a claim", by=els)
    own = path_of(row).replace("/nl/", "/en/")
    assert BEFORE not in shown(client.get(f"{own}forget/"))
    client.post(f"{own}forget/")
    assert [Person.objects.get(pk=one.person_id).erased_at is None for one in (row, other)] == [False, True]


def test_what_was_corrected_is_told_in_words(client: Client, noor: User) -> None:
    row = make_request()
    Correction.objects.create(request=row, columns=["street", "by_when", "phone"], by=noor)
    page = shown(client.get(f"{path_of(row).replace('/nl/', '/en/')}data/"))
    assert "street, by when, phone" in page


def test_a_link_of_who_is_erased_says_that_nothing_need_be_done(client: Client) -> None:
    row = make_request()
    own = path_of(row).replace("/nl/", "/en/")
    row.person.erase()
    page = client.get(own)
    assert page.status_code == 404
    assert "Then no link works any more, and you do not have to do anything." in shown(page)
    made_up = client.get("/en/help/mine/2222-3333-4444-5555-6666/")
    assert shown(made_up) == shown(page), "it tells nobody who was here"
