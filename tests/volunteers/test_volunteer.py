"""Volunteers and what they offer: the verbs, the sets, and what the database refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Category, Locality
from tests.builders import brussels, make_person, make_volunteer
from volunteers.models import Call, Candidacy, SignUp, Volunteer, email_key_of

pytestmark = pytest.mark.django_db


def test_withdrawing_closes_every_candidacy_and_lets_the_address_go() -> None:
    volunteer = make_volunteer("dog", "phone", registered_at=brussels("2020-04-01"))
    volunteer.withdraw()
    volunteer.refresh_from_db()
    assert volunteer.email_key is None
    assert not volunteer.candidacies.open().exists()
    assert not Volunteer.objects.active().exists()


def test_an_address_is_known_however_it_is_written() -> None:
    jef = make_volunteer(person=make_person(email="Jef@Example.org"))
    assert Volunteer.objects.registered_with(" jef@example.ORG ").get() == jef
    assert not Volunteer.objects.registered_with("").exists()
    assert email_key_of("") is None


def test_the_pool_is_for_both_offices_and_for_nobody_else(
    noor: User, karim: User, lies: User, administrator: User
) -> None:
    jef = make_volunteer()
    seen = [list(Volunteer.objects.visible_to(user)) for user in (noor, karim, lies, administrator)]
    assert seen == [[jef], [jef], [], []]


class TestWhatTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "changes",
        [
            {"residence": "inside", "locality": None},
            {"residence": "unknown"},
            {"recorded_at": brussels("2020-03-31")},
        ],
    )
    def test_a_volunteer_whose_residence_or_days_contradict_each_other(self, changes: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            make_volunteer(registered_at=brussels("2020-04-01"), **changes)

    def test_a_volunteer_who_offers_nothing(self) -> None:
        locality = Locality.objects.get(postcode="1000")
        Volunteer.objects.create(person=make_person(), reference="x", residence="inside", locality=locality)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.needs_rollback = True

    def test_one_address_twice(self) -> None:
        make_volunteer(person=make_person(email="jef@example.org"))
        with pytest.raises(IntegrityError), transaction.atomic():
            make_volunteer(person=make_person(email="jef@example.org"))

    def test_one_category_open_twice(self) -> None:
        jef = make_volunteer("dog")
        with pytest.raises(IntegrityError), transaction.atomic():
            jef.register_for(Category.objects.filter(slug="dog"))

    def test_a_candidacy_that_ends_before_it_begins(self) -> None:
        jef = make_volunteer("dog", registered_at=brussels("2020-04-01"))
        with pytest.raises(IntegrityError), transaction.atomic():
            jef.candidacies.update(until=brussels("2020-03-01"))

    @pytest.mark.parametrize("both", [True, False])
    def test_a_sign_up_for_both_or_for_neither(self, both: bool) -> None:
        call = Call.objects.create(slug="packs", title_nl="P", title_fr="P", title_en="P", channel="mail")
        what = {"call": call, "category": Category.objects.get(slug="dog")} if both else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            SignUp.objects.create(**what)

    def test_a_sign_up_of_nobody_and_a_call_that_lacks_a_language(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            SignUp.objects.create(category=Category.objects.get(slug="dog"), headcount=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            Call.objects.create(slug="packs", title_nl="P", title_fr="", title_en="P", channel="mail")


def test_no_name_is_shown_by_str() -> None:
    jef = make_volunteer("dog")
    sign_up = SignUp.objects.create(category=Category.objects.get(slug="dog"), person=jef.person, at=timezone.now())
    shown = " ".join(str(row) for row in (jef, sign_up, *Candidacy.objects.all()))
    assert "Jef" not in shown
    assert jef.reference in shown
