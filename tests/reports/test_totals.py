"""Each figure, counted on small examples that anybody can check by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from brusselshelps.people.models import PersonMerge
from brusselshelps.reference.models import Category, CategoryPolicy, Partner
from reports.figures import as_data, as_of, figures
from requests_app.models import Handover, Match
from tests.builders import brussels, make_check, make_person, make_request, make_user, make_volunteer
from volunteers.models import Call, Candidacy, InsuranceCheck, SignUp

DAY = dt.date(2020, 4, 10)


def count(day: dt.date = DAY, recorded_until: dt.datetime | None = None) -> dict[str, Any]:
    found = as_data(figures(as_of(day, recorded_until)), "nl")
    assert [check["name"] for check in found["checks"] if not check["holds"]] == []
    return found


class RequestTests(TestCase):
    def test_a_day_ends_at_the_brussels_midnight_after_it(self) -> None:
        make_request(received_at=brussels("2020-03-28T23:59:59.999999"))
        make_request(received_at=brussels("2020-03-29T00:00"))
        make_request(received_at=brussels("2020-03-29T23:59"))
        assert count(dt.date(2020, 3, 27))["requests"]["received"]["total"] == 0
        assert count(dt.date(2020, 3, 28))["requests"]["received"]["total"] == 1
        assert count(dt.date(2020, 3, 29))["requests"]["received"]["total"] == 3

    def test_items_are_more_than_requests(self) -> None:
        make_request("dog", "phone", received_at=brussels("2020-04-01"))
        make_request("dog", received_at=brussels("2020-04-01"), postcode="1040")
        received = count()["requests"]["received"]
        assert (received["total"], received["people"], received["items"]) == (2, 2, 3)
        assert (received["by_category"]["dog"], received["by_category"]["phone"]) == (2, 1)
        assert (received["by_locality"]["1000"], received["by_locality"]["1040"]) == (1, 1)

    def test_the_office_that_held_it_at_the_end_of_the_day_counts(self) -> None:
        request = self.handled("vgc")
        Handover.objects.create(request=request, partner=office("cocof"), since=brussels("2020-04-11T00:00"))
        self.handled(None)
        assert count()["requests"]["handled"]["by_backoffice"] == {"vgc": 1, "cocof": 0, "none": 1}
        after = count(dt.date(2020, 4, 11))["requests"]["handled"]
        assert after["by_backoffice"] == {"vgc": 0, "cocof": 1, "none": 1}
        assert after["total"] == 2

    def test_an_office_that_is_no_more_keeps_its_row_while_it_holds_something(self) -> None:
        self.handled("vgc")
        Partner.objects.filter(slug="vgc").update(runs_backoffice=False)
        assert count()["requests"]["handled"]["by_backoffice"] == {"vgc": 1, "cocof": 0, "none": 0}
        Partner.objects.filter(slug="bruzz").update(runs_backoffice=True)
        assert count()["requests"]["handled"]["by_backoffice"]["bruzz"] == 0

    @pytest.mark.today
    def test_what_is_set_aside_leaves_every_day(self) -> None:
        request = make_request("dog", "phone", received_at=brussels("2020-04-01"))
        known_before = timezone.now()
        request.set_aside("a test")
        assert count()["requests"]["received"]["total"] == 0
        assert count(recorded_until=known_before)["requests"]["received"]["total"] == 1

    def test_an_item_set_aside_leaves_its_request(self) -> None:
        request = make_request("dog", "phone", received_at=brussels("2020-04-01"))
        request.items.filter(category__slug="dog").update(set_aside_at=timezone.now())
        assert count()["requests"]["received"]["items"] == 1

    def test_what_was_recorded_later_is_left_out(self) -> None:
        make_request(received_at=brussels("2020-04-01"), recorded_at=brussels("2020-05-01"))
        assert count(recorded_until=brussels("2020-04-30"))["requests"]["received"]["total"] == 0
        assert count(recorded_until=brussels("2020-05-01"))["requests"]["received"]["total"] == 1

    def test_persons_that_are_one_count_once_also_through_a_chain_or_a_ring(self) -> None:
        people = [make_person() for _number in range(4)]
        for person in people:
            make_request(person=person, received_at=brussels("2020-04-01"))
        clerk = make_user("noor", "clerk", "vgc")
        for kept, merged in ((0, 1), (1, 2), (2, 0)):
            PersonMerge.objects.create(kept=people[kept], merged=people[merged], by=clerk)
        assert count()["requests"]["received"]["people"] == 2
        PersonMerge.objects.update(undone_at=timezone.now())
        assert count()["requests"]["received"]["people"] == 4

    def handled(self, slug: str | None) -> Any:
        at = brussels("2020-04-05")
        request = make_request(received_at=at, handled_at=at)
        if slug:
            Handover.objects.create(request=request, partner=office(slug), since=at, recorded_at=at)
        return request


class VolunteerTests(TestCase):
    def test_residences_close_and_who_left_stays_counted(self) -> None:
        at = brussels("2020-04-01")
        gone = make_volunteer("dog", "phone", registered_at=at)
        make_volunteer("dog", registered_at=at, postcode="")
        make_volunteer("dog", registered_at=at, residence="unknown", locality=None)
        gone.candidacies.update(until=brussels("2020-04-10T23:59"))
        volunteers = count()["volunteers"]
        assert (volunteers["registered"], volunteers["active"]) == (3, 2)
        assert (volunteers["inside_brussels"], volunteers["outside_brussels"], volunteers["residence_unknown"]) == (
            1,
            1,
            1,
        )
        assert (volunteers["candidacies"], volunteers["candidacies_open"]) == (4, 2)
        assert count(dt.date(2020, 4, 9))["volunteers"]["active"] == 3

    def test_a_candidacy_begun_twice_counts_once(self) -> None:
        volunteer = make_volunteer("dog", registered_at=brussels("2020-04-01"))
        volunteer.candidacies.update(until=brussels("2020-04-02"))
        Candidacy.objects.create(
            volunteer=volunteer,
            category=Category.objects.get(slug="dog"),
            since=brussels("2020-04-03"),
            recorded_at=brussels("2020-04-03"),
        )
        volunteers = count()["volunteers"]
        assert (volunteers["candidacies"], volunteers["candidacies_open"], volunteers["active"]) == (1, 1, 1)

    def test_volunteers_that_are_one_count_where_they_registered_first(self) -> None:
        first = make_volunteer("dog", registered_at=brussels("2020-04-01"), postcode="1000")
        second = make_volunteer("dog", "phone", registered_at=brussels("2020-04-02"), postcode="1190")
        PersonMerge.objects.create(kept=second.person, merged=first.person, by=make_user("noor", "clerk", "vgc"))
        volunteers = count()["volunteers"]
        assert (volunteers["registered"], volunteers["active"], volunteers["candidacies"]) == (1, 1, 2)
        assert (volunteers["by_locality"]["1000"], volunteers["by_locality"]["1190"]) == (1, 0)


class EngagedTests(TestCase):
    @pytest.mark.today
    def test_accepted_and_done_matches_and_attended_sign_ups_are_people_engaged(self) -> None:
        jef, an, piet = (make_volunteer("dog", max_active=2) for _number in range(3))
        make_check(jef)
        match(jef).accept()
        match(jef).accept()
        match(an)
        match(piet).decline()
        call = Call.objects.create(
            slug="packs", title_nl="Pakketten", title_fr="Paquets", title_en="Packs", channel="mail"
        )
        SignUp.objects.create(call=call, person=an.person, attended_at=timezone.now())
        SignUp.objects.create(call=call, headcount=12)
        SignUp.objects.create(category=Category.objects.get(slug="masks"), person=jef.person)
        found = count(timezone.localdate())
        assert found["engaged"] == {"exact": 2, "estimated": 0}
        assert found["sign_ups"]["total"] == 3
        assert found["sign_ups"]["by_call"] == {"packs": 2}
        assert found["sign_ups"]["by_category"]["masks"] == 1

    @pytest.mark.today
    def test_a_cancelled_match_is_no_longer_counted(self) -> None:
        cancelled = accepted()
        cancelled.cancel(by=None)
        assert count(timezone.localdate())["engaged"]["exact"] == 0
        assert cancelled.item.state == "open"

    def test_who_did_not_show_up_did_not_help(self) -> None:
        missed = accepted()
        assert count(timezone.localdate())["engaged"]["exact"] == 1
        missed.note_no_show(by=None)
        assert count(timezone.localdate())["engaged"]["exact"] == 0

    @pytest.mark.today
    def test_insurance_stands_by_the_newest_check_and_the_policy_of_the_day(self) -> None:
        insured, expired, silent, exempt = (make_volunteer("dog", "phone") for _number in range(4))
        for volunteer, category in ((insured, "dog"), (expired, "dog"), (silent, "dog"), (exempt, "phone")):
            make_check(volunteer)
            match(volunteer, category).accept()
        # As in an imported list: accepted, with nothing known about the insurance.
        InsuranceCheck.objects.all().delete()
        InsuranceCheck.objects.create(volunteer=insured, outcome="refused", method="phone")
        InsuranceCheck.objects.create(volunteer=insured, outcome="insured", method="phone")
        InsuranceCheck.objects.create(
            volunteer=expired, outcome="insured", method="self", valid_until=timezone.localdate() - dt.timedelta(days=1)
        )
        assert count(timezone.localdate())["insurance"] == {
            "deployed": 3,
            "exempt": 1,
            "insured": 1,
            "asked": 0,
            "refused": 0,
            "covered_otherwise": 0,
            "unknown": 2,
        }

    @pytest.mark.today
    def test_a_later_policy_does_not_change_what_was_asked_before(self) -> None:
        accepted()
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        policy = CategoryPolicy.objects.get(category__slug="dog")
        policy.valid = DateRange(policy.valid.lower, tomorrow)
        policy.save()
        CategoryPolicy.objects.create(
            category=policy.category, valid=DateRange(tomorrow, None), registration="sign_up", insurance="exempt"
        )
        assert count(timezone.localdate())["insurance"]["deployed"] == 1


class OneMomentTests(TransactionTestCase):
    def test_figures_are_counted_in_a_transaction_that_only_reads(self) -> None:
        """Reference rows are written after every flush, so this also works in real transactions."""
        make_request(received_at=brussels("2020-04-01"))
        assert count()["requests"]["received"]["total"] == 1


def match(volunteer: Any, category: str = "dog") -> Match:
    return Match.propose(make_request(category).items.get(), volunteer, by=None)


def accepted() -> Match:
    """A match accepted by a volunteer who is known to be insured."""
    volunteer = make_volunteer("dog")
    make_check(volunteer)
    found = match(volunteer)
    found.accept()
    return found


def office(slug: str) -> Partner:
    return Partner.objects.get(slug=slug)
