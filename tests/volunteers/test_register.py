"""Jef registers as a volunteer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Person, Submission
from brusselshelps.reference.models import CategoryPolicy
from tests.builders import make_person, make_volunteer
from volunteers.models import Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.sampled(2)]

ANSWERS = {
    "key": "00000000-0000-4000-8000-000000000002",
    "categories": ["dog", "phone"],
    "name": "Jef Janssens",
    "email": "jef@example.org",
    "phone": "",
    "residence": "inside",
    "postcode": "1040",
    "languages": ["nl", "tr"],
    "contact_language": "nl",
    "adult": "on",
    "information_read": "on",
}


def send(client: Client, language: str = "nl", **changes: Any) -> Any:
    return client.post(f"/{language}/volunteer/", ANSWERS | changes)


def test_registering_stores_one_volunteer_with_candidacies(client: Client) -> None:
    response = send(client)
    volunteer = Volunteer.objects.get()
    assert response["Location"] == f"/nl/volunteer/sent/{volunteer.reference}/"
    assert client.get(response["Location"]).status_code == 200
    assert volunteer.locality is not None
    assert volunteer.locality.postcode == "1040"
    assert volunteer.adult
    assert volunteer.information_read_at
    assert volunteer.person.languages == ["nl", "tr"]
    assert {row.category.slug for row in volunteer.candidacies.open()} == {"dog", "phone"}
    assert ProcrastinateJob.objects.get().task_name == "volunteers.tasks.confirm_registration"


def test_outside_brussels_no_postcode_is_asked_or_kept(client: Client) -> None:
    send(client, residence="outside", postcode="somewhere else")
    volunteer = Volunteer.objects.get()
    assert (volunteer.residence, volunteer.locality) == ("outside", None)


@pytest.mark.parametrize(("said", "kept"), [({}, 1), ({"max_active": ""}, 1), ({"max_active": "3"}, 3)])
def test_a_volunteer_says_how_many_people_at_a_time(client: Client, said: dict[str, str], kept: int) -> None:
    send(client, **said)
    assert Volunteer.objects.get().max_active == kept


@pytest.mark.parametrize("number", ["0", "6", "x", "-1", "\0"])
def test_a_number_that_is_not_in_the_list_gets_a_sentence(client: Client, number: str) -> None:
    assert list(send(client, max_active=number).context["form"].errors) == ["max_active"]
    assert not Volunteer.objects.exists()


def test_pressing_twice_gives_the_same_reference_and_one_volunteer(client: Client) -> None:
    assert send(client)["Location"] == send(client)["Location"]
    assert Volunteer.objects.count() == 1


def test_other_content_under_the_same_key_is_asked_about(client: Client) -> None:
    send(client)
    page = send(client, categories=["letter"])
    assert page.status_code == 200
    assert Volunteer.objects.get().reference in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("categories", []),
        ("name", ""),
        ("email", "jef@"),
        ("residence", ""),
        ("postcode", ""),
        ("postcode", "9000"),
        ("languages", []),
        ("languages", ["xx"]),
        ("contact_language", ""),
        ("adult", ""),
        ("information_read", ""),
    ],
)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_mistake_has_its_own_sentence(client: Client, language: str, field: str, value: Any) -> None:
    page = send(client, language, **{field: value, "phone": "02 000 00 00"})
    assert list(page.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in page.content.decode()
    assert not Submission.objects.exists()


def test_neither_phone_nor_mail_is_one_too_few(client: Client) -> None:
    assert list(send(client, email="").context["form"].errors) == ["phone"]


class TestAddressThatIsRegisteredAlready:
    """A stranger learns nothing; the owner of the address gets an e-mail."""

    def test_the_page_is_the_same_and_nothing_new_is_stored(self, client: Client) -> None:
        make_volunteer(person=make_person(email="Jef@Example.org"))
        before = Person.objects.count()
        response = send(client)
        page = client.get(response["Location"])
        assert page.status_code == 200
        assert Volunteer.objects.count() == 1
        assert Person.objects.count() == before
        assert ProcrastinateJob.objects.get().task_name == "volunteers.tasks.confirm_known_address"

    def test_pressing_twice_gives_the_same_reference(self, client: Client) -> None:
        make_volunteer(person=make_person(email="jef@example.org"))
        assert send(client)["Location"] == send(client)["Location"]

    def test_other_content_under_the_same_key_is_asked_about_as_for_a_new_address(self, client: Client) -> None:
        make_volunteer(person=make_person(email="jef@example.org"))
        send(client)
        assert send(client, categories=["letter"]).status_code == 200

    def test_a_mailbox_is_not_filled(self, client: Client) -> None:
        make_volunteer(person=make_person(email="jef@example.org"))
        for number in range(5):
            send(client, key=f"00000000-0000-4000-8000-00000000001{number}")
        assert ProcrastinateJob.objects.count() == 1

    def test_who_withdrew_may_register_again(self, client: Client) -> None:
        make_volunteer(person=make_person(email="jef@example.org")).withdraw()
        send(client)
        assert Volunteer.objects.count() == 2
        assert Volunteer.objects.active().count() == 1


def test_only_categories_with_registration_are_offered(client: Client) -> None:
    CategoryPolicy.objects.filter(category__slug="drawing").update(registration="sign_up")
    page = client.get("/nl/volunteer/").content.decode()
    assert 'value="drawing"' not in page
    assert 'value="masks"' in page


def test_languages_have_their_names_in_the_language_of_the_page(client: Client) -> None:
    assert "Turks" in client.get("/nl/volunteer/").content.decode()
    assert "Turc" in client.get("/fr/volunteer/").content.decode()


class RegisteredAtTheSameTimeTests(TransactionTestCase):
    def test_eight_forms_with_one_address_make_one_volunteer(self) -> None:
        with ThreadPoolExecutor(8) as people:
            statuses = list(people.map(self.press, range(8)))
        assert statuses == [302] * 8
        assert Volunteer.objects.count() == 1

    def press(self, number: int) -> int:
        try:
            return send(Client(), key=f"00000000-0000-4000-8000-00000000002{number}").status_code
        finally:
            connection.close()
