"""A person can be erased without changing the figures of any earlier day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from brusselshelps.people.models import LegalHold, Person, PersonMerge
from brusselshelps.people.privacy.declarations import declarations
from reports.figures import as_data, as_of, figures
from requests_app.models import Match
from tests.builders import make_person, make_request, make_user, make_volunteer

ASKED = ("phone", "letter", "shopping", "pharmacy", "dog")


def personal_text(people: list[int]) -> list[Any]:
    """Everything personal that is still held about these persons."""
    held = []
    for model, declared in declarations():
        for row in model._base_manager.filter(declared.about(people)):
            held += [value for column in declared.columns if (value := getattr(row, column))]
    return held


class ErasureTests(TestCase):
    def test_nothing_personal_is_left(self) -> None:
        person = make_person(name="Maria", street="Nieuwstraat", number="1", languages=["nl", "tr"])
        person.write_phone("0470 12 34 56")
        person.save()
        make_request(person=person, message="Please ring twice", on_behalf_name="Ria", on_behalf_agreed=True)
        assert personal_text([person.pk])
        person.erase()
        assert personal_text([person.pk]) == []

    def test_the_volunteer_is_withdrawn_and_may_register_again(self) -> None:
        volunteer = make_volunteer("dog", "phone")
        volunteer.person.erase()
        volunteer.refresh_from_db()
        assert volunteer.email_key is None
        assert not volunteer.candidacies.open().exists()
        assert volunteer.candidacies.count() == 2

    def test_what_waits_is_withdrawn_with_its_history(self) -> None:
        request = make_request("dog", "phone")
        request.person.erase()
        assert {item.state for item in request.items.all()} == {"withdrawn"}
        assert [item.changes.count() for item in request.items.all()] == [1, 1]

    def test_a_volunteer_who_leaves_frees_the_item(self) -> None:
        item = make_request("dog").items.get()
        match = Match.propose(item, make_volunteer("dog"), by=None)
        match.volunteer.person.erase()
        item.refresh_from_db()
        match.refresh_from_db()
        assert item.state == "open"
        assert match.cancelled_at

    def test_persons_that_are_one_are_erased_together(self) -> None:
        one, other = (
            make_person(email=email, phone="+3225551212", phone_as_written="02 555 12 12")
            for email in ("maria@example.org", "")
        )
        PersonMerge.objects.create(kept=one, merged=other, by=make_user("noor", "clerk", "vgc"))
        other.erase()
        one.refresh_from_db()
        assert one.erased_at

    def test_whom_a_clerk_said_to_be_the_same_by_a_slip_stays(self) -> None:
        """A wrongly merged person may share a name or number, and another office may hold their request."""
        one = make_person(email="maria@example.org", phone="+3225551212")
        mother = make_person(email="her.mother@example.org", phone="+3225551212")
        namesake = make_person(email="", phone_as_written="02 555 00 01")
        for other in (mother, namesake):
            PersonMerge.objects.create(kept=one, merged=other, by=make_user(f"n{other.pk}", "clerk", "vgc"))
        LegalHold.objects.create(person=mother, reason="a claim", by=make_user("els", "lead", "vgc"))
        assert one.erase()
        assert list(Person.objects.filter(erased_at=None)) == [mother, namesake]

    def test_erasing_twice_keeps_the_first_date(self) -> None:
        person = make_person()
        person.erase()
        person.refresh_from_db()
        first = person.erased_at
        person.erase()
        person.refresh_from_db()
        assert person.erased_at == first

    def test_the_database_refuses_a_erased_person_with_a_name(self) -> None:
        person = make_person()
        person.erase()
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(name="Maria")

    def test_the_database_refuses_somebody_nobody_can_reach(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_person(email="", phone_as_written="no digits")

    def test_str_never_shows_a_name(self) -> None:
        request, volunteer = make_request(), make_volunteer()
        match = Match.propose(request.items.get(), volunteer, by=None)
        shown = " ".join(map(str, (request.person, request, request.items.get(), volunteer, volunteer.person, match)))
        assert "Maria" not in shown
        assert "Jef" not in shown


happened = st.tuples(
    st.sampled_from(["request", "volunteer"]),
    st.integers(min_value=1, max_value=40),
    st.sets(st.sampled_from(ASKED), min_size=1),
    st.sampled_from(["1000", "1040", "1190"]),
)


lives = st.lists(happened, min_size=1, max_size=6)


class FiguresSurviveErasureTests(HypothesisTestCase):
    @settings(max_examples=8)
    @given(lives, st.data())
    def test_no_figure_of_an_earlier_day_changes(self, life: list[tuple], data: st.DataObject) -> None:
        self.erase_somebody(life, data)

    @pytest.mark.more
    @settings(max_examples=200)
    @given(lives, st.data())
    def test_no_figure_of_an_earlier_day_changes_in_many_lives(self, life: list[tuple], data: st.DataObject) -> None:
        self.erase_somebody(life, data)

    def erase_somebody(self, life: list[tuple], data: st.DataObject) -> None:
        now = timezone.now()
        people = []
        for kind, days_ago, categories, postcode in life:
            at = now - dt.timedelta(days=days_ago)
            if kind == "request":
                row: Any = make_request(*categories, received_at=at, postcode=postcode, handled_at=at)
            else:
                row = make_volunteer(*categories, registered_at=at, postcode=postcode)
            people.append(row.person)
        days = [timezone.localdate() - dt.timedelta(days=days) for days in (1, 7, 20, 41)]
        before = [as_data(figures(as_of(day, now)), "nl") for day in days]
        for person in data.draw(st.lists(st.sampled_from(people), min_size=1)):
            person.erase()
        assert [as_data(figures(as_of(day, now)), "nl") for day in days] == before
        assert [later(as_data(figures(as_of(day)), "nl")) for day in days] == [later(found) for found in before]


def later(found: dict[str, Any]) -> dict[str, Any]:
    """The figures without the time up to which they were recorded."""
    return {name: value for name, value in found.items() if name != "recorded_until"}


def test_every_personal_column_is_declared() -> None:
    """Text about a person is either declared personal, or one of a few codes and names that identify nobody."""
    codes = {
        "reference",
        "external_key",
        "state",
        "organisation",
        "channel",
        "urgency",
        "residence",
        "old",
        "new",
        "outcome",
        "whom",
        "method",
        "purpose",
        "nonce",
        "digest",
    }
    for model, declared in declarations():
        texts = {
            field.name for field in model._meta.get_fields() if isinstance(field, models.CharField | models.TextField)
        }
        assert texts - codes <= declared.columns.keys(), model
        assert declared.columns.keys() <= {field.name for field in model._meta.get_fields()}, model
