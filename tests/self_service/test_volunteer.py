"""Jef opens the link from his e-mail: he changes what he offers, pauses, stops."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Link
from brusselshelps.reference.models import CategoryPolicy
from tests.builders import make_person, make_volunteer, path_of
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def jef() -> Volunteer:
    person = make_person(name="Jef Janssens", email="jef@example.org", languages=["nl"])
    return make_volunteer("dog", "phone", person=person, registered_at=timezone.now() - dt.timedelta(days=9))


@pytest.fixture
def path(jef: Volunteer) -> str:
    return path_of(jef)


ANSWERS = {
    "categories": ["phone", "shopping"],
    "phone": "0470 65 43 21",
    "residence": "inside",
    "postcode": "1190",
    "languages": ["nl", "tr"],
    "contact_language": "fr",
    "paused_until": "",
}


def change(client: Client, path: str, **changes: Any) -> Any:
    return client.post(path, ANSWERS | changes)


def offered(volunteer: Volunteer) -> set[str]:
    return set(volunteer.candidacies.open().values_list("category__slug", flat=True))


def test_the_page_shows_what_is_offered_now(client: Client, path: str) -> None:
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in ("categories", "residence", "postcode", "languages")}
    assert values == {"categories": ["phone", "dog"], "residence": "inside", "postcode": "1000", "languages": ["nl"]}


def test_changes_are_kept_and_what_goes_on_keeps_its_first_day(client: Client, jef: Volunteer, path: str) -> None:
    first_day = jef.candidacies.get(category__slug="phone").since
    assert change(client, path).status_code == 302
    jef.refresh_from_db()
    assert offered(jef) == {"phone", "shopping"}
    assert jef.candidacies.get(category__slug="phone").since == first_day
    assert jef.candidacies.get(category__slug="dog").until
    assert jef.locality is not None
    assert jef.locality.postcode == "1190"
    assert (jef.person.phone, jef.person.languages) == ("+32470654321", ["nl", "tr"])
    assert jef.person.contact_language == "fr"
    assert jef.person.name == "Jef Janssens"
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["volunteers.tasks.confirm_changes"]


def test_how_many_people_at_a_time_can_be_changed(client: Client, jef: Volunteer, path: str) -> None:
    change(client, path, max_active="4")
    jef.refresh_from_db()
    assert jef.max_active == 4
    assert client.get(path).context["form"]["max_active"].value() == 4


def test_moving_out_of_brussels_keeps_no_postcode(client: Client, jef: Volunteer, path: str) -> None:
    change(client, path, residence="outside", postcode="9000")
    jef.refresh_from_db()
    assert (jef.residence, jef.locality) == ("outside", None)


@pytest.mark.today
def test_a_pause_ends_by_itself_and_closes_nothing(client: Client, jef: Volunteer, path: str) -> None:
    day = timezone.localdate() + dt.timedelta(days=10)
    change(client, path, categories=["dog", "phone"], paused_until=f"{day:%d/%m/%Y}")
    jef.refresh_from_db()
    assert jef.is_paused
    assert offered(jef) == {"dog", "phone"}
    assert client.get(path).context["form"]["paused_until"].value() == f"{day.day}/{day.month}/{day.year}"
    Volunteer.objects.update(paused_until=timezone.localdate() - dt.timedelta(days=1))
    assert client.get(path).context["form"]["paused_until"].value() is None


def test_what_is_wrong_gets_a_sentence_and_changes_nothing(client: Client, jef: Volunteer, path: str) -> None:
    page = change(client, path, categories=[], postcode="9000", paused_until="1/1/2020", languages=[])
    assert set(page.context["form"].errors) == {"categories", "postcode", "paused_until", "languages"}
    assert offered(jef) == {"dog", "phone"}


def test_without_an_address_a_phone_number_has_to_stay(client: Client) -> None:
    volunteer = make_volunteer(person=make_person(email="", phone_as_written="0470 00 00 00"))
    path = path_of(volunteer)
    assert list(change(client, path, phone="").context["form"].errors) == ["phone"]


def test_with_an_address_no_phone_number_is_needed(client: Client, jef: Volunteer, path: str) -> None:
    assert change(client, path, phone="").status_code == 302


def test_what_is_no_longer_asked_of_newcomers_can_be_gone_on_with(client: Client, jef: Volunteer, path: str) -> None:
    CategoryPolicy.objects.filter(category__slug__in=["dog", "shopping"]).update(registration="sign_up")
    change(client, path, categories=["dog"])
    assert offered(jef) == {"dog"}
    assert change(client, path, categories=["shopping"]).status_code == 200
    assert offered(jef) == {"dog"}


def test_switching_language_keeps_what_was_changed(client: Client, jef: Volunteer) -> None:
    there = path_of(jef, "en")
    page = client.post(there, ANSWERS | {"postcode": "somewhere", "switch": "en"})
    assert 'value="somewhere"' in page.content.decode()
    assert page.context["form"]["categories"].value() == ["phone", "shopping"]
    assert offered(jef) == {"dog", "phone"}


def test_stopping_is_asked_once_more_and_done_by_the_button(client: Client, jef: Volunteer, path: str) -> None:
    assert client.get(f"{path}withdraw/").status_code == 200
    assert offered(jef)
    page = client.post(f"{path}withdraw/", follow=True)
    assert page.status_code == 200
    assert not offered(jef)
    assert 'href="/nl/volunteer/"' in page.content.decode()
    jobs = [job.task_name for job in ProcrastinateJob.objects.all()]
    assert jobs == ["volunteers.tasks.confirm_withdrawal"]


def test_who_has_stopped_changes_nothing_more_and_may_be_erased(client: Client, jef: Volunteer, path: str) -> None:
    client.post(f"{path}withdraw/")
    change(client, path)
    client.post(f"{path}withdraw/")
    assert not offered(jef)
    assert client.post(f"{path}forget/").status_code == 302


def test_a_link_is_printed_only_for_who_left_no_address(client: Client) -> None:
    answers = {"categories": ["dog"], "name": "Jef", "residence": "outside", "languages": ["nl"]}
    answers |= {"contact_language": "nl", "adult": "on", "information_read": "on"}
    for how in ({"phone": "0470 65 43 21"}, {"email": "jef@example.org"}, {"email": "jef@example.org", "name": "Eve"}):
        page = client.get(client.post("/nl/volunteer/", answers | how)["Location"]).content.decode()
        assert ("/volunteer/mine/" in page) == ("phone" in how)
    assert Link.objects.count() == 1
