"""Corrections: only changed columns are written, and the second of two clerks to save loses nothing they typed."""

from __future__ import annotations

import re
import threading
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Locality, Partner
from requests_app.models import ContactAttempt, HelpRequest
from tests.builders import make_person, make_request, make_user
from tests.desk.desk_client import REQUESTS, browser, page_of, shown


@pytest.fixture
def ours(noor: User) -> HelpRequest:
    return make_ours(noor)


def make_ours(noor: User) -> HelpRequest:
    person = make_person(name="Maria Peeters", email="maria@example.org", languages=["nl"], street="Kerkstraat")
    person.write_phone("0470 12 34 56")
    person.save()
    request = make_request(person=person, message="Blue door", urgency="today")
    request.take_on(by=noor)
    return request


class Drawn(HTMLParser):
    """The values that a browser would send for the form on the page of a request."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside, self.select, self.text = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("id") == "helprequest_form"
        elif self.inside and tag == "input" and "name" in said:
            self._input(said)
        elif self.inside and tag in ("select", "textarea"):
            self.select, self.text = said["name"], ""
        elif self.inside and tag == "option" and "selected" in said:
            self.sent[self.select] = [said["value"]]

    def _input(self, said: dict[str, str]) -> None:
        ticks = said["type"] in ("checkbox", "radio")
        if said["type"] != "submit" and ("checked" in said or not ticks):
            self.sent.setdefault(said["name"], []).append(said.get("value", "on" if ticks else ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == "textarea":
            self.sent[self.select] = [self.text.removeprefix("\n")]
        if tag == "form":
            self.inside = False


def drawn(page: Any) -> dict[str, Any]:
    return Drawn(page.content.decode()).sent


def opened(client: Client, row: HelpRequest) -> dict[str, Any]:
    page = client.get(page_of(row))
    assert page.status_code == 200
    return drawn(page)


def values_of(row: HelpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    return HelpRequest.objects.values().get(pk=row.pk), Person.objects.values().get(pk=row.person_id)


def test_a_page_that_is_saved_as_it_is_corrects_nothing(noor: User, ours: HelpRequest) -> None:
    client, before = browser(noor), values_of(ours)
    assert client.post(page_of(ours), opened(client, ours)).status_code == 302
    assert values_of(ours) == before
    assert not ours.corrections.exists()


CORRECTED: list[tuple[dict[str, Any], str, Any]] = [
    ({"urgency": "can_wait"}, "urgency", "can_wait"),
    ({"by_when": "2030-04-30"}, "by_when", "2030-04-30"),
    ({"message": "Green door"}, "message", "Green door"),
    ({"message": ""}, "message", ""),
    ({"name": "Marie Peters"}, "person.name", "Marie Peters"),
    ({"email": ""}, "person.email", ""),
    ({"street": "Stationsstraat"}, "person.street", "Stationsstraat"),
    ({"number": "12 bus 3"}, "person.number", "12 bus 3"),
    ({"contact_language": "fr"}, "person.contact_language", "fr"),
    ({"languages": ["ar", "fr"]}, "person.languages", ["ar", "fr"]),
    ({"languages": []}, "person.languages", []),
    ({"phone": "02/555.12.12"}, "person.phone", "+3225551212"),
    ({"phone": "555 Brussels"}, "person.phone", ""),
    ({"phone": ""}, "person.phone_as_written", ""),
    ({"on_behalf_name": "Jan", "on_behalf_agreed": "on"}, "on_behalf_name", "Jan"),
]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("typed", "where", "value"), CORRECTED)
def test_what_is_corrected_is_written_and_its_column_remembered_but_never_its_value(
    noor: User, ours: HelpRequest, typed: dict[str, Any], where: str, value: Any
) -> None:
    client = browser(noor)
    assert client.post(page_of(ours), opened(client, ours) | typed).status_code == 302
    row = HelpRequest.objects.select_related("person").get(pk=ours.pk)
    stored = getattr(row.person, where.removeprefix("person.")) if "." in where else getattr(row, where)
    assert (stored.isoformat() if where == "by_when" else stored) == value
    correction = ours.corrections.get()
    assert sorted(correction.columns) == sorted(typed)
    assert correction.by == noor
    assert "Corrected: " in shown(client.get(page_of(ours)))


def test_a_corrected_locality_is_another_place(noor: User, ours: HelpRequest) -> None:
    client, laken = browser(noor), Locality.objects.get(postcode="1020")
    client.post(page_of(ours), opened(client, ours) | {"locality": str(laken.pk)})
    ours.refresh_from_db()
    assert (ours.locality, ours.corrections.get().columns) == (laken, ["locality"])


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "no figures"}, "phone"),
        ({"phone": "", "email": ""}, "phone"),
        ({"email": "maria@"}, "email"),
        ({"contact_language": "de"}, "contact_language"),
        ({"languages": ["xx"]}, "languages"),
        ({"message": "x" * 4001}, "message"),
        ({"message": "a\0b"}, "message"),
        ({"on_behalf_name": "Jan"}, "on_behalf_agreed"),
        ({"by_when": "soon"}, "by_when"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_stays(
    noor: User, ours: HelpRequest, typed: dict[str, Any], field: str
) -> None:
    client, before = browser(noor), values_of(ours)
    page = client.post(page_of(ours), opened(client, ours) | {"street": "Stationsstraat"} | typed)
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == {field}
    assert "Stationsstraat" in page.content.decode()
    assert values_of(ours) == before
    assert not ours.corrections.exists()


def test_a_correction_of_the_address_gives_mail_another_chance(noor: User, ours: HelpRequest) -> None:
    Person.objects.filter(pk=ours.person_id).update(mail_failed_at=timezone.now())
    client = browser(noor)
    assert "call instead" in shown(client.get(page_of(ours)))
    client.post(page_of(ours), opened(client, ours) | {"street": "Stationsstraat"})
    ours.person.refresh_from_db()
    assert ours.person.mail_failed_at
    client.post(page_of(ours), opened(client, ours) | {"email": "maria.peeters@example.org"})
    ours.person.refresh_from_db()
    assert ours.person.mail_failed_at is None


def test_the_number_dials_and_a_wrong_one_is_flagged_until_it_is_corrected(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    ContactAttempt.note(ours, "resident", "wrong_number", noor)
    page = client.get(page_of(ours)).content.decode()
    assert 'href="tel:+32470123456"' in page
    assert '<strong class="flag">wrong number</strong>' in page
    client.post(page_of(ours), opened(client, ours) | {"phone": "0470 12 34 57"})
    assert '<strong class="flag">wrong number</strong>' not in client.get(page_of(ours)).content.decode()


# Two clerks correct one request.


def test_the_second_to_save_sees_both_versions_and_loses_nothing(noor: User, els: User, ours: HelpRequest) -> None:
    hers, els_browser = browser(noor), browser(els)
    on_screen = opened(hers, ours)
    theirs = {"street": "Stationsstraat", "urgency": "can_wait", "languages": ["ar"]}
    assert els_browser.post(page_of(ours), opened(els_browser, ours) | theirs).status_code == 302
    stored = values_of(ours)
    page = hers.post(page_of(ours), on_screen | {"street": "Marktstraat", "name": "Marie Peeters"})
    assert page.status_code == 200
    assert values_of(ours) == stored
    words, body = shown(page), page.content.decode()
    assert "els saved this request on" in words
    assert "els also changed this. Stored now: “Stationsstraat”." in words
    form = page.context["adminform"].form
    assert set(form.errors) == {"__all__", "street"}
    again = drawn(page)
    assert (again["street"], again["name"]) == (["Marktstraat"], ["Marie Peeters"])
    assert (again["urgency"], again["languages"]) == (["can_wait"], ["ar"])
    assert len(re.findall("Changed by els in the meantime", body)) == 2
    assert hers.post(page_of(ours), again).status_code == 302
    row = HelpRequest.objects.select_related("person").get(pk=ours.pk)
    assert (row.person.street, row.person.name) == ("Marktstraat", "Marie Peeters")
    assert (row.urgency, row.person.languages) == ("can_wait", ["ar"])
    assert sorted(ours.corrections.last().columns) == ["name", "street"]


def test_both_who_typed_the_same_are_of_one_mind(noor: User, els: User, ours: HelpRequest) -> None:
    hers, els_browser = browser(noor), browser(els)
    on_screen, same = opened(hers, ours), {"street": "Stationsstraat"}
    els_browser.post(page_of(ours), opened(els_browser, ours) | same)
    page = hers.post(page_of(ours), on_screen | same)
    assert set(page.context["adminform"].form.errors) == {"__all__"}
    assert hers.post(page_of(ours), drawn(page)).status_code == 302
    assert ours.corrections.count() == 1


def test_what_a_colleague_ticked_off_is_merged_too(noor: User, els: User, ours: HelpRequest) -> None:
    hers, els_browser = browser(noor), browser(els)
    hers.post(page_of(ours), opened(hers, ours) | {"on_behalf_name": "Jan", "on_behalf_agreed": "on"})
    on_screen = opened(hers, ours)
    theirs = opened(els_browser, ours) | {"on_behalf_name": ""}
    del theirs["on_behalf_agreed"]
    assert els_browser.post(page_of(ours), theirs).status_code == 302
    page = hers.post(page_of(ours), on_screen | {"street": "Marktstraat"})
    again = drawn(page)
    assert "on_behalf_agreed" not in again
    assert again["on_behalf_name"] == [""]
    assert hers.post(page_of(ours), again).status_code == 302
    ours.refresh_from_db()
    assert ours.on_behalf_agreed is False


def test_a_third_who_saves_before_the_second_saves_again_is_seen_as_well(
    noor: User, els: User, ours: HelpRequest
) -> None:
    hers, els_browser = browser(noor), browser(els)
    on_screen = opened(hers, ours) | {"street": "Marktstraat"}
    for street in ("Stationsstraat", "Nieuwstraat"):
        els_browser.post(page_of(ours), opened(els_browser, ours) | {"street": street})
        page = hers.post(page_of(ours), on_screen)
        assert f"Stored now: “{street}”." in shown(page)
        on_screen = drawn(page)
    assert on_screen["street"] == ["Marktstraat"]
    assert hers.post(page_of(ours), on_screen).status_code == 302


@pytest.mark.parametrize("version", ["999999", "x", "\0", "-1"])
def test_a_version_that_never_was_is_shown_the_page_again(noor: User, ours: HelpRequest, version: str) -> None:
    ours.corrections.create(columns=["street"], by=noor)
    client, before = browser(noor), values_of(ours)
    page = client.post(page_of(ours), opened(client, ours) | {"version": version, "street": "Marktstraat"})
    assert page.status_code == 200
    assert values_of(ours) == before
    assert client.post(page_of(ours), drawn(page)).status_code == 302


def test_what_was_typed_when_it_was_handed_over_is_shown_back(noor: User, karim: User, ours: HelpRequest) -> None:
    client = browser(noor)
    on_screen = opened(client, ours) | {"street": "<b>Marktstraat</b>", "languages": ["nl", "ar"], "urgency": ""}
    ours.hand_over(Partner.objects.get(slug="cocof"), by=noor, reason="She speaks French")
    page = client.post(page_of(ours), on_screen)
    assert page.status_code == 409
    words = shown(page)
    assert f"{ours.reference} was handed over while you had it open" in words
    assert "French Community Commission (COCOF) now holds it" in words
    assert "<b>Marktstraat</b>" in words
    assert "Dutch, Arabic" in words
    # Neither what the request said before nor what has been written since.
    assert "Blue door" not in words
    assert "She speaks French" not in words
    assert not ours.corrections.exists()


@pytest.mark.parametrize("shown_proof", ["", "forged", "of somebody else"])
def test_who_never_saw_it_gets_what_anybody_gets_for_what_is_missing(
    noor: User, karim: User, ours: HelpRequest, shown_proof: str
) -> None:
    proof = opened(browser(noor), ours)["shown"][0] if shown_proof == "of somebody else" else shown_proof
    client = browser(karim)
    sent = {"shown": proof, "version": "", "street": "Marktstraat"}
    theirs, missing = client.post(page_of(ours), sent), client.post(f"{REQUESTS}999999/change/", sent)
    assert "Marktstraat" not in theirs.content.decode()
    assert (theirs.status_code, theirs.content) == (404, missing.content)


def test_of_who_is_erased_only_what_is_asked_can_be_corrected(noor: User, ours: HelpRequest) -> None:
    client = browser(noor)
    on_screen = opened(client, ours)
    ours.person.erase()
    page = client.post(page_of(ours), on_screen | {"name": "Maria again", "message": "Again", "urgency": "can_wait"})
    assert page.status_code == 302
    row = HelpRequest.objects.select_related("person").get(pk=ours.pk)
    assert (row.person.name, row.message, row.urgency) == ("", "", "can_wait")
    assert set(opened(client, ours)) & {"name", "phone", "message", "on_behalf_name"} == set()


def test_what_was_imported_incomplete_can_be_corrected_all_the_same(noor: User) -> None:
    row = make_request(person=make_person(name="", email="", phone_as_written="555 at noon"))
    row.take_on(by=noor)
    client = browser(noor)
    assert client.post(page_of(row), opened(client, row) | {"street": "Marktstraat"}).status_code == 302
    row.person.refresh_from_db()
    assert (row.person.street, row.person.phone_as_written, row.person.name) == ("Marktstraat", "555 at noon", "")


class AtOnce(TransactionTestCase):
    def test_of_two_who_save_at_once_one_is_saved_and_the_other_is_shown_it(self) -> None:
        noor, els = make_user("noor", "clerk", "vgc"), make_user("els", "lead", "vgc")
        row = make_ours(noor)
        clients = [browser(noor), browser(els)]
        pages = [opened(client, row) for client in clients]
        for turn in range(10):
            statuses = self.save_at_once(row, clients, pages, turn)
            assert sorted(statuses) == [200, 302]
            assert row.corrections.count() == turn + 1
            pages = [opened(client, row) for client in clients]

    def save_at_once(self, row: HelpRequest, clients: list[Client], pages: list[Any], turn: int) -> list[int]:
        gate, statuses = threading.Barrier(2), []

        def save(number: int) -> None:
            gate.wait()
            data = pages[number] | {"street": f"Street {turn} of {number}"}
            statuses.append(clients[number].post(page_of(row), data).status_code)
            connection.close()

        threads = [threading.Thread(target=save, args=[number]) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return statuses
