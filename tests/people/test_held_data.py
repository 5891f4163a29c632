"""What is held about a person: all of it, in words, and nothing about anybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.test import TestCase
from django.utils.functional import Promise
from django.utils.translation import override

from brusselshelps.accounts.models import User
from brusselshelps.people.models import LegalHold, Link, Person, PersonMerge
from brusselshelps.people.privacy.declarations import data_held_about, declarations, facts, field_of, personal_columns
from brusselshelps.reference.models import Category, Locality, Partner
from requests_app.models import (
    ContactAttempt,
    Correction,
    HelpRequest,
    Match,
    Note,
    OrganisationNeed,
    SettingAside,
)
from tests.builders import brussels, make_person, make_request, make_user, make_volunteer
from volunteers.models import InsuranceCheck, SignUp, Volunteer

ROOMS = {"people", "volunteers", "requests_app", "reports", "reference", "accounts"}
PHONES = {"maria": "+3224000001", "jef": "+3224000002"}


class Life:
    """A person in every role, with rows of every kind except those of matches."""

    def __init__(self, name: str, clerk: User) -> None:
        self.person = make_person(name=name, email=f"{name}@example.org", phone=PHONES[name], languages=["tr", "fr"])
        self.request = make_request(person=self.person, on_behalf_agreed=True)
        self.volunteer = make_volunteer(person=self.person, max_active=2)
        self.request.take_on(clerk)
        Note.objects.create(request=self.request, text="more")
        InsuranceCheck.objects.create(volunteer=self.volunteer, outcome="insured", method="phone", checked_by=clerk)
        SignUp.objects.create(person=self.person, category=Category.objects.get(slug="dog"), reference=f"{name}-1")
        where = Locality.objects.get(postcode="1000")
        OrganisationNeed.objects.create(person=self.person, organisation="x", reference=f"{name}-2", locality=where)
        PersonMerge.objects.create(kept=self.person, merged=make_person(), by=clerk)
        Link.of(self.person, Link.Purpose.REQUEST)
        ContactAttempt.objects.create(request=self.request, whom="resident", outcome="answered", remark="x", by=clerk)
        Correction.objects.create(request=self.request, columns=["street"], by=clerk)
        SettingAside.objects.create(request=self.request, by=clerk)
        LegalHold.put_on(self.person, "a claim", by=clerk).end(by=clerk)


def rows_about(person: Person) -> Iterator[tuple[type[models.Model], Any]]:
    for model, declared in declarations():
        for row in model._base_manager.filter(declared.about([person.pk])):
            yield model, row


def texts(model: type[models.Model]) -> Iterator[models.Field]:
    """Every column that may hold free text."""
    for column in model._meta.concrete_fields:
        if isinstance(column, models.CharField | models.TextField) and not column.choices and column.name != "phone":
            yield column


def mark(person: Person, letter: str) -> dict[str, str]:
    """Write a unique word in each text column of the rows about this person; returns the words by column."""
    marks: dict[str, str] = {}
    for model, row in rows_about(person):
        if model is Match:
            continue
        for column in texts(model):
            name = f"{model._meta.model_name}.{column.name}"
            marks.setdefault(name, f"{letter}{len(marks):03}{letter}")
            model._base_manager.filter(pk=row.pk).update(**{column.name: marks[name]})
    return marks


def said_about(person: Person) -> str:
    kinds = data_held_about([person.pk])
    return "\n".join(f"{cell.label}: {cell.value}" for kind in kinds for row in kind.rows for cell in row)


class HeldTests(TestCase):
    def setUp(self) -> None:
        self.clerk = make_user("the-clerk", "clerk", "vgc")
        self.maria, self.jef = Life("maria", self.clerk), Life("jef", self.clerk)
        for item, volunteer in ((self.maria.request, self.jef.volunteer), (self.jef.request, self.maria.volunteer)):
            Match.propose(item.items.get(), volunteer, by=self.clerk)

    def test_every_declared_model_has_a_row_here(self) -> None:
        met = {model for model, _row in rows_about(self.maria.person)}
        assert met == {model for model, _declared in declarations()}

    def test_every_text_about_a_person_is_in_it_and_nothing_of_another(self) -> None:
        marks, others = mark(self.maria.person, "m"), mark(self.jef.person, "j")
        said, hashes = said_about(self.maria.person), ("_key", ".nonce", ".digest")
        assert [name for name, word in marks.items() if word not in said and not name.endswith(hashes)] == []
        assert [name for name, word in marks.items() if word in said and name.endswith(hashes)] == []
        assert [name for name, word in others.items() if word in said] == []
        assert PHONES["maria"] in said
        assert PHONES["jef"] not in said
        assert "the-clerk" not in said

    def test_neither_side_of_a_match_learns_who_the_other_is(self) -> None:
        for one, other in ((self.maria, self.jef), (self.jef, self.maria)):
            with override("en"):
                [matches] = [kind for kind in data_held_about([one.person.pk]) if kind.what == "matches"]
            said = " ".join(cell.value for row in matches.rows for cell in row)
            assert len(matches.rows) == 2
            assert other.request.reference not in said
            assert other.volunteer.reference not in said

    def test_it_is_told_in_the_language_of_who_reads_it(self) -> None:
        at = brussels("2020-04-10T09:30")
        HelpRequest.objects.filter(pk=self.maria.request.pk).update(received_at=at, urgency="this_week")
        Volunteer.objects.filter(pk=self.maria.volunteer.pk).update(adult=True, paused_until=dt.date(2020, 5, 1))
        expected = {
            "nl": ("10 april 2020 09:30", "deze week", "VGC", "1 mei 2020", "ja", "Boodschappen", "Turks, Frans"),
            "fr": ("10 avril 2020", "cette semaine", "VGC", "1 mai 2020", "oui", "Faire les courses", "turc, français"),
            "en": ("10 April 2020", "this week", "VGC", "1 May 2020", "yes", "Groceries", "Turkish, French"),
        }
        for language, words in expected.items():
            with override(language):
                said = said_about(self.maria.person)
            assert [word for word in words if word.casefold() not in said.casefold()] == [], said

    def test_what_is_empty_is_left_out(self) -> None:
        assert not any(line.endswith(": ") for line in said_about(self.maria.person).splitlines())

    def test_a_box_that_was_not_ticked_says_nothing(self) -> None:
        HelpRequest.objects.filter(pk=self.maria.request.pk).update(on_behalf_agreed=False)
        with override("en"):
            assert "the person agrees" not in said_about(self.maria.person)
            assert "the person agrees: yes" in said_about(self.jef.person)

    def test_the_contact_language_is_in_the_language_of_the_reader_too(self) -> None:
        for language, words in {"nl": "Frans", "fr": "français", "en": "French"}.items():
            Person.objects.filter(pk=self.maria.person.pk).update(contact_language="fr", languages=[])
            with override(language):
                assert f": {words}" in said_about(self.maria.person)

    def test_of_who_was_erased_only_facts_are_left(self) -> None:
        marks = mark(self.maria.person, "m")
        self.maria.person.erase()
        said = said_about(self.maria.person)
        kept = {name for name, word in marks.items() if word in said}
        assert kept == {
            "helprequest.reference",
            "volunteer.reference",
            "signup.reference",
            "organisationneed.reference",
            "organisationneed.organisation",
        }

    def test_it_asks_the_database_once_per_model(self) -> None:
        with self.assertNumQueries(len(list(declarations()))):
            data_held_about([self.maria.person.pk])

    def test_who_nothing_is_held_about_gets_nothing(self) -> None:
        assert data_held_about([0]) == []


def leads_to_a_person(model: type[models.Model], seen: frozenset[Any] = frozenset()) -> bool:
    targets = {column.related_model for column in model._meta.concrete_fields if column.is_relation} - seen
    return Person in targets or any(leads_to_a_person(to, seen | {model}) for to in targets - {model})


def test_every_model_that_leads_to_a_person_is_declared() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    declared = {model for model, _declared in declarations()}
    assert {model for model in ours if model is Person or leads_to_a_person(model)} == declared


def test_every_way_to_a_person_ends_at_one() -> None:
    for model, declared in declarations():
        for way in filter(None, (declared.person, declared.also)):
            assert model is Person if way == "pk" else field_of(model, way).related_model is Person, model
        for lookup in declared.beside:
            assert isinstance(field_of(model, lookup).verbose_name, Promise), (model, lookup)


def test_every_personal_column_has_words_and_can_be_emptied() -> None:
    for model, declared in declarations():
        for name, held in declared.columns.items():
            column = field_of(model, name)
            assert held.what or isinstance(column.verbose_name, Promise), (model, name)
            assert column.null or isinstance(column, models.CharField | models.TextField | ArrayField), (model, name)


def test_what_is_held_is_personal_or_a_fact_and_never_a_key() -> None:
    for model, _declared in declarations():
        told = {*personal_columns(model), *facts(model)}
        keys = {column.name for column in model._meta.concrete_fields if column.name.endswith(("_key", "nonce"))}
        assert not told & {*keys, "id", "digest", "person", "by", "checked_by"}, model


@pytest.mark.django_db
def test_erasing_copes_with_rows_that_hold_facts_alone() -> None:
    with transaction.atomic():
        volunteer = make_volunteer("dog")
    InsuranceCheck.objects.create(volunteer=volunteer, outcome="asked", method="self")
    volunteer.person.erase()
    assert InsuranceCheck.objects.get(volunteer=volunteer).outcome == "asked"
    assert Partner.objects.exists()
