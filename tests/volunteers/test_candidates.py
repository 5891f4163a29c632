"""Which volunteers can be asked, best first; and that the availability table follows every change."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, CategoryPolicy, Locality
from requests_app.models import Match
from tests.builders import make_person, make_request, make_volunteer
from tests.demo.crowd_tables import seed_demo
from volunteers.candidates import Nearness, candidates, supply_by_category_and_locality
from volunteers.models import Availability, Candidacy, InsuranceCheck, Volunteer

pytestmark = pytest.mark.django_db
# The expected contents of the table, computed from the tables it is derived from.
ANEW = """
    select v.id, c.category_id, l.language, v.locality_id, v.active_matches, v.asked_at
    from volunteers_volunteer v join people_person p on p.id = v.person_id and p.erased_at is null
    join volunteers_candidacy c on c.volunteer_id = v.id and c.until is null,
    lateral (select '' union select p.contact_language union select unnest(p.languages)) l(language)
    where v.active_matches < v.max_active
"""


def found(slug: str = "dog", postcode: str = "1000", languages: tuple[str, ...] = ("nl",), **more: Any) -> list[Any]:
    category, locality = Category.objects.get(slug=slug), Locality.objects.get(postcode=postcode)
    return candidates(category, locality, languages, more.pop("day", timezone.localdate()), **more)


def volunteers(slug: str = "dog", postcode: str = "1000", **more: Any) -> list[Volunteer]:
    return [candidate.volunteer for candidate in found(slug, postcode, **more)]


def speaking(*languages: str, **fields: Any) -> Volunteer:
    person = make_person(contact_language="en", languages=list(languages))
    return make_volunteer(*fields.pop("categories", ["phone"]), person=person, **fields)


def asked(volunteer: Volunteer) -> Match:
    """Propose a match to this volunteer, who declines it."""
    category = volunteer.candidacies.first().category.slug
    match = Match.propose(make_request(category).items.get(), volunteer, by=None)
    match.decline()
    return match


class TestTheOrder:
    def test_a_language_in_common_comes_before_nearness_where_talking_matters(self) -> None:
        far, near = speaking("tr", "fr", postcode="1170"), speaking("nl", postcode="1000")
        assert volunteers("phone", languages=("tr",)) == [far, near]
        assert found("phone", languages=("tr", "fr"))[0].languages_in_common == ("tr", "fr")

    def test_who_speaks_several_of_the_languages_comes_up_once(self) -> None:
        jef = speaking("nl", "fr", "en")
        assert volunteers("phone", languages=("nl", "fr", "en"), limit=3) == [jef]

    def test_elsewhere_nearness_decides_and_the_language_is_told(self) -> None:
        far, near = speaking("tr", postcode="1170", categories=["dog"]), speaking("nl", categories=["dog"])
        assert volunteers("dog", languages=("tr",)) == [near, far]
        assert [one.languages_in_common for one in found("dog", languages=("tr",))] == [(), ("tr",)]

    def test_same_locality_then_same_commune_then_kilometres_then_unknown_then_outside(self) -> None:
        Locality.objects.filter(postcode="1210").update(x_km=None, y_km=None)
        homes = ("", "1210", "1170", "1060", "1020", "1000")
        by_home = {home: make_volunteer("dog", postcode=home) for home in homes}
        assert volunteers("dog", "1000") == [by_home[home] for home in ("1000", "1020", "1060", "1170", "1210", "")]
        nearness = [one.nearness for one in found("dog", "1000")]
        kilometres = Nearness.SOME_KILOMETRES
        assert nearness == [
            *(Nearness.SAME_LOCALITY, Nearness.SAME_COMMUNE, kilometres, kilometres),
            *(Nearness.UNKNOWN, Nearness.OUTSIDE),
        ]

    def test_a_locality_in_two_communes_is_near_to_both(self) -> None:
        """1050 lies in Ixelles and Brussels, 1020 in Brussels; Ixelles and Etterbeek (1040) share Brussels too."""
        far = make_volunteer("dog", postcode="1020")
        near = make_volunteer("dog", postcode="1060")
        assert volunteers("dog", "1050") == [far, near]

    def test_distances_are_those_of_the_map(self) -> None:
        make_volunteer("dog", postcode="1170")
        [candidate] = found("dog", "1000")
        assert candidate.kilometres is not None
        assert 6 < candidate.kilometres < 8

    def test_few_matches_first_then_who_was_asked_least_recently(self) -> None:
        busy, recent, long_ago, never = (make_volunteer("dog", max_active=2) for _number in range(4))
        for volunteer in (long_ago, recent):
            asked(volunteer)
        Match.propose(make_request("dog").items.get(), busy, by=None)
        assert volunteers("dog") == [never, long_ago, recent, busy]

    def test_of_equals_the_first_registered(self) -> None:
        assert volunteers("dog") == []
        first, second = make_volunteer("dog"), make_volunteer("dog")
        assert volunteers("dog") == [first, second]
        assert volunteers("dog", limit=1) == [first]

    @pytest.mark.today
    def test_of_equals_the_insured_first_where_insurance_is_asked(self) -> None:
        first, expired, own_word, insured = (make_volunteer("dog", "phone") for _number in range(4))
        today = timezone.localdate()
        InsuranceCheck.record(expired, "insured", "phone", valid_until=today - dt.timedelta(days=1))
        InsuranceCheck.record(own_word, "insured", "self")
        InsuranceCheck.record(insured, "covered_otherwise", "document")
        assert volunteers("dog") == [own_word, insured, first, expired]
        assert volunteers("dog", limit=1) == [own_word]
        CategoryPolicy.objects.filter(category__slug="dog").update(verification="phone")
        assert volunteers("dog") == [insured, first, expired, own_word]
        assert volunteers("phone") == [first, expired, own_word, insured]

    def test_insurance_decides_only_between_equals(self) -> None:
        near, never, declined = (make_volunteer("dog", postcode=home) for home in ("1000", "1020", "1020"))
        asked(declined)
        far = make_volunteer("dog", postcode="1170")
        for volunteer in (declined, far):
            InsuranceCheck.record(volunteer, "insured", "document")
        assert volunteers("dog") == [near, never, declined, far]

    def test_those_outside_or_not_known_where_stand_in_the_same_order(self) -> None:
        recent, long_ago, never = (make_volunteer("dog", postcode="") for _number in range(3))
        for volunteer in (long_ago, recent):
            asked(volunteer)
        Volunteer.objects.filter(pk=never.pk).update(residence="unknown")
        assert volunteers("dog") == [never, long_ago, recent]


class TestWhoIsLeftOut:
    def test_who_does_not_offer_it_has_withdrawn_or_was_erased(self) -> None:
        make_volunteer("letter")
        make_volunteer("dog").withdraw()
        make_volunteer("dog").person.erase()
        assert volunteers("dog") == []

    @pytest.mark.today
    def test_who_pauses_up_to_the_last_day(self) -> None:
        today = timezone.localdate()
        jef = make_volunteer("dog", paused_until=today)
        assert volunteers("dog", day=today) == []
        assert volunteers("dog", day=today + dt.timedelta(days=1)) == [jef]

    def test_who_has_as_many_matches_as_they_said_until_one_ends(self) -> None:
        jef = make_volunteer("dog")
        match = Match.propose(make_request("dog").items.get(), jef, by=None)
        assert volunteers("dog") == []
        match.decline()
        assert volunteers("dog") == [jef]

    def test_who_was_asked_for_the_item_before(self) -> None:
        jef, an = make_volunteer("dog"), make_volunteer("dog")
        assert volunteers("dog", without=[jef.pk]) == [an]

    def test_who_ended_this_candidacy_and_kept_another(self) -> None:
        jef = make_volunteer("dog", "letter")
        jef.stand_for(Category.objects.filter(slug="letter"))
        assert (volunteers("dog"), volunteers("letter")) == ([], [jef])

    def test_nobody_offers_it_and_nobody_speaks_it(self) -> None:
        jef = speaking("nl")
        assert volunteers("masks") == []
        assert volunteers("phone", languages=("rif",)) == [jef]


class TestInsurance:
    def test_in_order_missing_or_not_needed(self) -> None:
        insured, bare = make_volunteer("dog"), make_volunteer("dog")
        InsuranceCheck.record(insured, "insured", "phone")
        seen = {one.volunteer: (one.insurance_asked, one.insured, one.insurance_lacks) for one in found("dog")}
        assert seen == {insured: (True, True, False), bare: (True, False, True)}
        make_volunteer("phone")
        assert [(one.insurance_asked, one.insurance_lacks) for one in found("phone")] == [(False, False)]

    @pytest.mark.today
    @pytest.mark.parametrize(
        ("outcome", "method", "verification", "in_order"),
        [
            ("insured", "self", "none", True),
            ("insured", "self", "self", True),
            ("insured", "import", "self", True),
            ("insured", "self", "phone", False),
            ("covered_otherwise", "document", "phone", True),
            ("asked", "document", "none", False),
            ("refused", "document", "none", False),
        ],
    )
    def test_as_good_as_the_policy_wants(self, outcome: str, method: str, verification: str, in_order: bool) -> None:
        jef = make_volunteer("dog")
        InsuranceCheck.record(jef, outcome, method)
        assert jef.is_insured_on(timezone.localdate(), verification) is in_order

    @pytest.mark.today
    def test_the_newest_check_decides_and_is_valid_through_its_last_day(self) -> None:
        jef, today = make_volunteer("dog"), timezone.localdate()
        InsuranceCheck.record(jef, "refused", "phone")
        InsuranceCheck.record(jef, "insured", "phone", valid_until=today)
        assert jef.is_insured_on(today, "none")
        assert not jef.is_insured_on(today + dt.timedelta(days=1), "none")

    def test_without_a_policy_insurance_is_asked(self) -> None:
        make_volunteer("phone")
        CategoryPolicy.objects.all().delete()
        assert [one.insurance_lacks for one in found("phone")] == [True]


def test_the_number_of_questions_does_not_grow() -> None:
    counts = set()
    for number in (1, 12):
        for _each in range(number):
            speaking("nl", "fr")
        with CaptureQueriesContext(connection) as asked_for:
            found("phone", languages=("nl", "fr", "en"))
        counts.add(len(asked_for.captured_queries) - 2)  # the queries of this test for the category and the locality
    assert counts == {4}


def test_supply_is_counted_by_category_and_locality() -> None:
    here, dog = Locality.objects.get(postcode="1000"), Category.objects.get(slug="dog")
    make_volunteer("dog"), make_volunteer("dog", "phone"), make_volunteer("dog", postcode="")
    supply = supply_by_category_and_locality()
    assert supply[dog.pk, here.pk] == 2
    assert supply[dog.pk, None] == 1
    assert sum(supply.values()) == 4


@pytest.mark.parametrize("seed", range(5))
def test_the_table_follows_whatever_happens(seed: int) -> None:
    drawn = Random(seed)
    slugs = [category.slug for category in Category.objects.all()]
    people = [make_volunteer(*drawn.sample(slugs, 2), max_active=drawn.randint(1, 2)) for _number in range(6)]
    for _step in range(25):
        happens(drawn, drawn.choice(people), slugs)
        connection.check_constraints()
        assert the_table() == made_anew()


def test_a_crowd_is_available_as_if_it_had_registered_one_by_one() -> None:
    seed_demo(requests=400, volunteers=400)
    assert len(the_table()) > 400
    assert the_table() == made_anew()
    asked_now = Match.objects.active().values("volunteer").distinct().count()
    assert Volunteer.objects.filter(active_matches__gt=0).count() == asked_now > 0


def the_table() -> list[tuple[Any, ...]]:
    columns = ("volunteer_id", "category_id", "language", "locality_id", "active_matches", "asked_at")
    return sorted(Availability.objects.values_list(*columns), key=str)


def made_anew() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(ANEW)
        return sorted(cursor.fetchall(), key=str)


def happens(drawn: Random, volunteer: Volunteer, slugs: list[str]) -> None:
    """One random event, which may be impossible at this point."""
    volunteer.refresh_from_db()
    rare = drawn.random() < 0.2
    events = [
        lambda: volunteer.stand_for(Category.objects.filter(slug__in=drawn.sample(slugs, 3))),
        lambda: rare and volunteer.withdraw(),
        lambda: rare and volunteer.person.erase(),
        lambda: Person.objects.filter(volunteer=volunteer, erased_at=None).update(
            languages=drawn.sample(["nl", "fr", "tr", "ar"], 2)
        ),
        lambda: Person.objects.filter(erased_at=None).update(contact_language=drawn.choice(["nl", "fr", "en"])),
        lambda: Volunteer.objects.filter(residence="inside").update(
            locality=drawn.choice(Locality.objects.order_by("pk"))
        ),
        lambda: Volunteer.objects.filter(pk=volunteer.pk).update(residence="outside", locality=None),
        lambda: make_volunteer(*drawn.sample(slugs, 2)),
        lambda: Candidacy.objects.open().filter(category__slug=drawn.choice(slugs)).update(until=timezone.now()),
        lambda: Candidacy.objects.filter(pk__in=volunteer.candidacies.order_by("pk").values("pk")[1:]).delete(),
        lambda: Volunteer.objects.filter(pk=volunteer.pk).update(max_active=drawn.randint(1, 3)),
        lambda: Match.propose(make_request("dog").items.get(), volunteer, by=None),
        lambda: [match.decline() for match in Match.objects.active().filter(volunteer=volunteer)[:1]],
    ]
    with suppress(ValidationError):
        drawn.choice(events)()
