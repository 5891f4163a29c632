"""Persons, and those whom clerks have marked as the same person."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person, PersonMerge
from tests.builders import make_person

pytestmark = pytest.mark.django_db


def merge(kept: Person, merged: Person, by: User) -> PersonMerge:
    return PersonMerge.objects.create(kept=kept, merged=merged, by=by)


def test_persons_that_are_one_are_found_from_each_of_them(noor: User) -> None:
    one, two, three, stranger = (make_person() for _each in range(4))
    merge(one, two, noor)
    merge(two, three, noor)
    for person in (one, two, three):
        assert person.same_persons() == sorted([one.pk, two.pk, three.pk])
    assert stranger.same_persons() == [stranger.pk]


def test_a_merge_that_is_undone_is_as_if_it_had_not_been_said(noor: User) -> None:
    one, two = make_person(), make_person()
    PersonMerge.objects.create(kept=one, merged=two, by=noor, undone_at=timezone.now())
    assert one.same_persons() == [one.pk]
    merge(one, two, noor)


def test_the_database_refuses_a_person_merged_with_itself_or_twice(noor: User) -> None:
    one, two, three = make_person(), make_person(), make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        merge(one, one, noor)
    merge(one, two, noor)
    with pytest.raises(IntegrityError), transaction.atomic():
        merge(three, two, noor)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Maria Peeters", "M.P."), ("jean-luc de la tour du pin", "J.D.L."), ("", ""), ("李 雷", "李.雷.")],
)
def test_a_list_shows_at_most_three_initials(name: str, initials: str) -> None:
    assert Person(name=name).initials == initials


def test_a_number_is_kept_as_it_was_written() -> None:
    person = Person()
    person.write_phone("0470/12 34 56")
    assert (person.phone, person.phone_as_written) == ("+32470123456", "0470/12 34 56")
    person.write_phone("ask the neighbour, 12")
    assert (person.phone, person.phone_as_written) == ("", "ask the neighbour, 12")


@pytest.mark.parametrize("typed", ["0470 12 34 56", "+32 470/12.34.56", "0032470123456"])
def test_who_calls_is_known_by_their_number_however_it_is_written(typed: str) -> None:
    read = make_person(phone="+32470123456", phone_as_written="0470 12 34 56")
    unread = make_person(phone_as_written="0470-123456 (daughter)")
    make_person(phone="+32470123457", phone_as_written="0470 12 34 57")
    make_person(phone_as_written="0470 12 34 57 (neighbour)")
    assert set(Person.objects.phoned_from(typed)) == {read, unread}


def test_who_is_made_up_is_known_by_a_number_that_no_phone_has() -> None:
    made_up = make_person(phone="+3220000105", phone_as_written="02 000 01 05")
    assert set(Person.objects.phoned_from("02/000.01.05")) == {made_up}


@pytest.mark.parametrize("typed", ["", "-", "ask the neighbour"])
def test_without_figures_nobody_is_known(typed: str) -> None:
    make_person()
    assert not Person.objects.phoned_from(typed)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "phone"),
        ({"contact_language": "de"}, "language"),
        ({"phone": "0470"}, "country"),
    ],
)
def test_what_the_database_refuses_is_said_in_a_sentence(changes: dict[str, str], sentence: str) -> None:
    person = Person(**({"name": "Maria", "email": "maria@example.org", "contact_language": "nl"} | changes))
    with pytest.raises(IntegrityError), transaction.atomic():
        person.save()
    with pytest.raises(ValidationError) as refused:
        person.full_clean()
    assert all(line.endswith(".") for line in refused.value.messages)
