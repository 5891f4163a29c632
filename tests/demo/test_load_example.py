"""The figures of April 2020, recounted in the database."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models
from django.db.models import Count, F, Q
from django.test import TestCase
from django.utils import timezone

from brusselshelps.demo.exclusive_load import free_references, made_up_key, references
from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import declarations
from brusselshelps.people.public_references import is_reference
from brusselshelps.reference.initial_rows import published as published_rows
from brusselshelps.reference.models import Category, Locality
from requests_app.models import Handover, HelpRequest, Match, RequestItem, StatusChange
from tests.builders import brussels, make_request, make_volunteer
from volunteers.models import Candidacy, InsuranceCheck, SignUp, Volunteer

FIRST = brussels("2020-03-16T00:00")
END = brussels("2020-04-30T00:00")
STORED = (Person, Volunteer, Candidacy, HelpRequest, RequestItem, Handover, StatusChange)

pytestmark = pytest.mark.django_db


def load_example() -> str:
    said = io.StringIO()
    call_command("load_example", stdout=said)
    return said.getvalue()


def published_counts(name: str, key: str) -> dict[str, int]:
    return {row[key]: int(row["volunteers_published"]) for row in published_rows(name)}


def counted(rows: models.QuerySet[Any], by: str) -> dict[Any, int]:
    return dict(rows.values_list(by).annotate(Count("pk")).order_by())


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in STORED}


class TestTheFiguresOfApril2020(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_example()
        # Foreign keys, and the rule that everybody has a category, are checked only at commit.
        connection.check_constraints()

    def test_2345_volunteers_live_where_the_answer_says(self) -> None:
        inside = Volunteer.objects.filter(residence="inside")

        assert Volunteer.objects.count() == 2345
        assert inside.count() == 2228
        assert Volunteer.objects.filter(residence="outside").count() == 117
        postcodes = dict(Locality.objects.values_list("pk", "postcode"))
        assert {postcodes[pk]: n for pk, n in counted(inside, "locality").items()} == published_counts(
            "localities", "postcode"
        )

    def test_4281_candidacies_are_for_what_the_answer_says(self) -> None:
        slugs = dict(Category.objects.values_list("pk", "slug"))

        assert Candidacy.objects.count() == 4281
        assert {slugs[pk]: n for pk, n in counted(Candidacy.objects.all(), "category").items()} == published_counts(
            "categories", "slug"
        )

    def test_every_volunteer_stands_for_something_and_for_nothing_twice(self) -> None:
        each = Volunteer.objects.annotate(all=Count("candidacies"), kinds=Count("candidacies__category", distinct=True))

        assert not each.filter(Q(all=0) | ~Q(all=F("kinds"))).exists()

    def test_272_requests_have_354_items_that_residents_may_ask_for(self) -> None:
        assert HelpRequest.objects.count() == 272
        assert RequestItem.objects.count() == 354
        assert not RequestItem.objects.filter(category__residents_may_ask=False).exists()
        assert not HelpRequest.objects.annotate(n=Count("items")).filter(n=0).exists()

    def test_all_272_are_handled_50_by_vgc_202_by_cocof_and_20_by_no_office(self) -> None:
        assert counted(HelpRequest.objects.filter(handled_at__lt=END), "holder__slug") == {
            "vgc": 50,
            "cocof": 202,
            None: 20,
        }

    def test_the_office_that_holds_a_request_took_it_on_when_it_was_handled(self) -> None:
        taken_on = Handover.objects.filter(
            since=F("request__handled_at"), partner=F("request__holder"), recorded_at=F("since")
        )

        assert taken_on.count() == Handover.objects.count() == 252

    def test_no_reason_is_made_up_for_the_20(self) -> None:
        nobodys = HelpRequest.objects.filter(holder=None)

        assert not Handover.objects.filter(request__in=nobodys).exists()
        assert not Handover.objects.exclude(reason="").exists()

    def test_all_of_it_happened_between_16_march_and_29_april_and_was_recorded_at_once(self) -> None:
        requests, volunteers = HelpRequest.objects.all(), Volunteer.objects.all()

        assert not requests.exclude(
            received_at__gte=FIRST, handled_at__gt=F("received_at"), handled_at__lt=END
        ).exists()
        assert not volunteers.exclude(registered_at__gte=FIRST, registered_at__lt=END).exists()
        assert not requests.exclude(recorded_at=F("received_at")).exists()
        assert not volunteers.exclude(recorded_at=F("registered_at")).exists()
        assert not Candidacy.objects.exclude(since=F("volunteer__registered_at"), recorded_at=F("since")).exists()
        assert not RequestItem.objects.exclude(recorded_at=F("request__received_at")).exists()

    def test_on_30_april_everybody_is_active_and_every_item_open_and_nobody_engaged(self) -> None:
        assert Candidacy.objects.filter(since__lt=END, until__gt=END).count() == 4281
        assert not StatusChange.objects.filter(at__lte=END).exists()
        for model in (Match, SignUp, InsuranceCheck):
            assert not model._base_manager.exists()

    def test_everybody_withdrew_and_was_erased_on_31_december_2020(self) -> None:
        day = (brussels("2020-12-31T00:00"), brussels("2021-01-01T00:00"))

        assert Person.objects.filter(erased_at__range=day).count() == Person.objects.count() == 2345 + 272
        assert Candidacy.objects.filter(until__range=day).count() == 4281
        assert not Volunteer.objects.active().exists()
        assert counted(StatusChange.objects.filter(at__range=day, old="open", new="withdrawn"), "item__state") == {
            "withdrawn": 354
        }
        assert StatusChange.objects.values("item").distinct().count() == 354

    def test_nothing_that_is_personal_is_kept_of_anybody(self) -> None:
        for model, declared in declarations():
            for column in declared.columns:
                kept = model._base_manager.values_list(column, flat=True).distinct()
                assert all(not value for value in kept), f"{model.__name__}.{column}"

    def test_every_reference_can_be_checked(self) -> None:
        for model in (Volunteer, HelpRequest):
            assert all(is_reference(reference) for reference in model._base_manager.values_list("reference", flat=True))


def test_loading_says_what_is_made_up_and_loading_twice_changes_nothing_and_says_so() -> None:
    said = load_example()
    before = everything()

    assert "2345 volunteers" in said
    assert "Made up" in said
    assert "in no source" in said
    assert "Nothing changed" in load_example()
    assert everything() == before


def test_the_example_is_the_same_wherever_it_is_loaded() -> None:
    shown = HelpRequest.objects.order_by("reference").values_list("reference", "received_at", "locality__postcode")
    load_example()
    before = list(shown)
    connection.check_constraints()
    for model in reversed(STORED):
        model._base_manager.all().delete()

    load_example()

    assert list(shown.all()) == before


def test_what_was_there_already_stays_and_its_reference_is_not_given_twice() -> None:
    taken = next(references(HelpRequest, "example"))
    make_request(reference=taken)
    make_volunteer(
        reference=next(references(Volunteer, "example")), registered_at=timezone.now() - dt.timedelta(days=1)
    )

    load_example()
    connection.check_constraints()

    assert HelpRequest.objects.count() == 273
    assert Volunteer.objects.active().count() == 1
    assert taken not in free_references(HelpRequest, "example", 3)


def test_a_load_that_breaks_off_half_way_leaves_nothing() -> None:
    in_the_way = make_request(external_key=made_up_key("example", "request/200"))

    with pytest.raises(IntegrityError):
        load_example()

    assert list(HelpRequest.objects.all()) == [in_the_way]
    assert not Volunteer.objects.exists()
