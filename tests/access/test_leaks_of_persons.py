"""Duplicates and earlier callers: what one office knows about a person stays within that office."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from brusselshelps.people.models import Person, PersonMerge
from requests_app.models import HelpRequest, OrganisationNeed
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.visits import KARIM, NOBODYS, NOOR, REQUESTS, VOLUNTEERS, Visitor, page
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db
INTAKE = f"{REQUESTS}phone/"


def person_of(sample_world: SampleWorld, name: str) -> Person:
    return Person.objects.get(pk=sample_world.world.requests[name].person_id)


def test_somebody_who_is_known_to_the_other_office_alone(sample_world: SampleWorld) -> None:
    """Karim's page does not mention a person held by VGC, even with the same name, number and address."""
    theirs, own = person_of(sample_world, "from_cocof"), person_of(sample_world, "cocof")
    before = Visitor(sample_world, KARIM).get(page(sample_world, "cocof")).text.count("<li>")
    for column in ("name", "phone", "phone_as_written", "email"):
        setattr(theirs, column, getattr(own, column))
    theirs.save()
    came = Visitor(sample_world, KARIM).get(page(sample_world, "cocof"))
    assert f"/helprequest/{sample_world.world.requests['from_cocof'].pk}/change/" not in came.text
    assert came.text.count("<li>") == before


def test_a_volunteer_who_asked_the_other_office_for_help(sample_world: SampleWorld) -> None:
    theirs, volunteer = person_of(sample_world, "vgc"), sample_world.world.volunteers["free"]
    theirs.phone_as_written, theirs.phone = volunteer.person.phone_as_written, volunteer.person.phone
    theirs.save()
    came = Visitor(sample_world, KARIM).get(f"{VOLUNTEERS}{volunteer.pk}/change/")
    assert f"/helprequest/{sample_world.world.requests['vgc'].pk}/change/" not in came.text


def test_to_say_that_ones_own_person_is_one_of_the_other_office(sample_world: SampleWorld) -> None:
    """It is refused just like a person who does not exist: otherwise one could learn which keys exist."""
    own = sample_world.world.requests["cocof"].pk
    for person in (person_of(sample_world, "vgc").pk, person_of(sample_world, "aside_vgc").pk, NOBODYS):
        Visitor(sample_world, KARIM).refused(f"{REQUESTS}same/request/{own}/{person}/")
    theirs = sample_world.world.requests["vgc"].pk
    Visitor(sample_world, KARIM).refused(f"{REQUESTS}same/request/{theirs}/{person_of(sample_world, 'intake').pk}/")


def test_what_the_other_office_said_of_two_persons_is_not_undone(sample_world: SampleWorld) -> None:
    for name in ("merge vgc", "merge both"):
        for row in ("cocof", "intake"):
            own = sample_world.world.requests[row].pk
            Visitor(sample_world, KARIM).refused(
                f"{REQUESTS}same/request/{own}/undo/{sample_world.world.rows[name].pk}/"
            )


def test_ones_own_word_can_be_undone_and_names_no_row_of_the_other_office(sample_world: SampleWorld) -> None:
    came = Visitor(sample_world, NOOR).get(page(sample_world, "vgc"))
    assert f"/undo/{sample_world.world.rows['merge both'].pk}/" in came.text


@pytest.mark.parametrize("column", ["phone_as_written", "on_behalf_phone"])
def test_who_called_before_is_not_told_of_the_other_offices_callers(sample_world: SampleWorld, column: str) -> None:
    row = HelpRequest.objects.select_related("person").get(pk=sample_world.world.requests["vgc"].pk)
    phone = row.on_behalf_phone if column == "on_behalf_phone" else row.person.phone_as_written
    for button in ("look", "use"):
        came = Visitor(sample_world, KARIM).post(INTAKE, {"phone": phone, button: "", "who": f"request-{row.pk}"})
        assert f'"request-{row.pk}"' not in came.text


def test_a_new_request_is_not_linked_with_a_caller_of_the_other_office(sample_world: SampleWorld) -> None:
    row = HelpRequest.objects.select_related("person").get(pk=sample_world.world.requests["vgc"].pk)
    answers = {
        "key": "00000000-0000-4000-8000-000000000009",
        "phone": row.person.phone_as_written,
        "who": f"request-{row.pk}",
        "for_whom": "myself",
        "name": "Maria Peeters",
        "postcode": "1000",
        "categories": "dog",
        "contact_language": "nl",
        "channel": "phone",
    }
    merges = PersonMerge.objects.count()
    came = Visitor(sample_world, KARIM).post(INTAKE, answers)
    assert came.status == 200
    assert "people_personmerge" not in came.written
    assert PersonMerge.objects.count() == merges


def test_who_has_no_back_office_sees_no_row_of_persons(sample_world: SampleWorld) -> None:
    for name, actor in sample_world.world.actors.items():
        if actor.user and not actor.office:
            for rows in (HelpRequest, Volunteer, SignUp, OrganisationNeed):
                assert not rows.objects.visible_to(actor.user).exists(), name


def test_what_is_closed_or_attended_is_so_by_an_office(sample_world: SampleWorld) -> None:
    """These actions check once more that the office holds the row."""
    lies = sample_world.world.user("ministry")
    for row, verb in (("need", "close"), ("sign-up", "attend")):
        with pytest.raises((OrganisationNeed.DoesNotExist, SignUp.DoesNotExist, ValidationError)):
            getattr(sample_world.world.rows[row], verb)(by=lies)
