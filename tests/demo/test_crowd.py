"""A generated crowd: plausible people, and rows that follow every rule of the platform."""

from __future__ import annotations

import datetime as dt
from typing import Any

import phonenumbers
from django.db import connection
from django.db.models import Count, F, Q
from django.test import TestCase

from brusselshelps.demo.crowd.seed_context import COLUMNS
from brusselshelps.people.models import SPOKEN, Person
from brusselshelps.people.privacy.declarations import declarations
from brusselshelps.people.public_references import is_reference
from requests_app.models import Handover, HelpRequest, Match, RequestItem, StatusChange
from tests.builders import BRUSSELS, make_request, make_volunteer
from tests.demo.crowd_tables import A_DAY, seed_demo, the_rules
from volunteers.models import Candidacy, InsuranceCheck, Volunteer, email_key_of


class TestACrowdOfThreeThousand(TestCase):
    rules: dict[str, list[Any]]
    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.rules = the_rules()
        cls.said = seed_demo(requests=1500, volunteers=1500)
        connection.check_constraints()

    def test_as_many_ask_and_offer_as_was_said_and_the_last_line_counts_the_rows(self) -> None:
        rows = sum(model._base_manager.count() for model in COLUMNS)

        assert HelpRequest.objects.count() == Volunteer.objects.count() == 1500
        assert Person.objects.count() == 3000
        assert f"Stored: {rows:,} rows in " in self.said
        assert "rows a second" in self.said

    def test_every_index_constraint_and_trigger_is_there_as_before(self) -> None:
        assert the_rules() == self.rules

    def test_nobody_comes_without_a_category(self) -> None:
        assert not Volunteer.objects.filter(candidacies=None).exists()
        assert not HelpRequest.objects.filter(items=None).exists()
        assert not RequestItem.objects.filter(category__residents_may_ask=False).exists()
        for owner, rows in (("volunteer", Candidacy.objects.all()), ("request", RequestItem.objects.all())):
            each = rows.values_list(owner).annotate(n=Count("pk")).order_by().values_list("n", flat=True)
            assert set(each) == {1, 2, 3, 4}

    def test_people_live_everywhere_and_some_outside_or_nobody_knows_where(self) -> None:
        assert set(Volunteer.objects.values_list("residence", flat=True)) == {"inside", "outside", "unknown"}
        assert Volunteer.objects.exclude(locality=None).values("locality").distinct().count() >= 20
        assert HelpRequest.objects.values("locality").distinct().count() >= 20

    def test_nothing_lies_in_the_future_and_one_thing_comes_after_another(self) -> None:
        now = dt.datetime.combine(A_DAY, dt.time(), BRUSSELS)
        year = (now - dt.timedelta(days=366), now)
        for model, column in (
            (HelpRequest, "received_at"),
            (HelpRequest, "recorded_at"),
            (Volunteer, "registered_at"),
            (Handover, "since"),
            (StatusChange, "at"),
            (Match, "proposed_at"),
            (Match, "accepted_at"),
            (InsuranceCheck, "checked_at"),
        ):
            assert not model._base_manager.exclude(**{f"{column}__range": year}).exists(), (model, column)
        assert not Person.objects.filter(erased_at__gt=now).exists()
        assert not Match.objects.filter(accepted_at__lt=F("proposed_at")).exists()
        assert not Match.objects.filter(done_at__lt=F("accepted_at")).exists()
        assert not Match.objects.filter(proposed_at__lt=F("item__request__handled_at")).exists()

    def test_four_in_five_are_handled_and_nearly_all_of_those_held(self) -> None:
        handled = HelpRequest.objects.exclude(handled_at=None)
        offices = dict(handled.values_list("holder__slug").annotate(n=Count("pk")).order_by())

        assert 0.75 < handled.count() / 1500 < 0.85
        assert set(offices) == {"vgc", "cocof", None}
        assert offices[None] < offices["vgc"] < offices["cocof"]

    def test_the_holder_is_the_newest_handover_and_the_first_one_dates_the_handling(self) -> None:
        twice = 0
        for request in HelpRequest.objects.prefetch_related("handovers"):
            handovers = list(request.handovers.all())
            assert request.holder_id == (handovers[-1].partner_id if handovers else None)
            assert not handovers or handovers[0].since == request.handled_at
            twice += len(handovers) == 2
        assert twice > 0

    def test_items_stand_where_their_history_led_them_by_moves_that_are_allowed(self) -> None:
        for item in RequestItem.objects.prefetch_related("changes"):
            changes = list(item.changes.all())
            states = ["open", *(change.new for change in changes)]
            assert [change.old for change in changes] == states[:-1]
            assert item.state == states[-1]
            assert all(change.new in RequestItem.MOVES[change.old] for change in changes)

    def test_nothing_is_answered_that_is_not_handled(self) -> None:
        assert not RequestItem.objects.filter(request__handled_at=None).exclude(state="open").exists()
        assert not StatusChange.objects.filter(at__lt=F("item__request__handled_at")).exists()

    def test_who_is_matched_stood_for_that_category_then(self) -> None:
        matches = Match.objects.select_related("item")

        assert matches.count() > 50
        assert set(matches.values_list("item__state", flat=True)) <= {"matched", "done"}
        assert not matches.filter(item__state="done", done_at=None).exists()
        for match in matches:
            stands = match.volunteer.candidacies.get(category=match.item.category_id)
            assert stands.since <= match.proposed_at
            assert stands.until is None

    def test_some_withdrew_some_ended_one_candidacy_and_some_were_erased(self) -> None:
        ended = Candidacy.objects.exclude(until=None)
        left = Volunteer.objects.exclude(pk__in=Volunteer.objects.active())

        assert ended.exclude(volunteer__in=left).exists()
        assert left.filter(person__erased_at=None).exists()
        assert left.exclude(person__erased_at=None).exists()
        assert not left.exclude(email_key=None).exists()
        assert HelpRequest.objects.exclude(person__erased_at=None).exists()

    def test_of_the_erased_nothing_personal_is_kept_and_nothing_waits(self) -> None:
        gone = Person.objects.exclude(erased_at=None).values("pk")
        for model, declared in declarations():
            rows = model._base_manager.filter(**{f"{declared.person}__in": gone})
            for column in declared.columns:
                assert not any(rows.values_list(column, flat=True)), f"{model.__name__}.{column}"
        waiting = RequestItem.objects.filter(request__person__in=gone, state__in=("open", "matched"))
        assert not waiting.exists()

    def test_no_phone_can_ring_and_no_address_belongs_to_anybody(self) -> None:
        kept = Person.objects.filter(erased_at=None)

        for phone, written in kept.values_list("phone", "phone_as_written"):
            for number in (phone, written):
                assert not phonenumbers.is_valid_number(phonenumbers.parse(number, "BE")), number
        addresses = list(kept.exclude(email="").values_list("email", flat=True))
        assert all(address.endswith("@example.org") for address in addresses)
        assert len(addresses) == len(set(addresses))

    def test_a_volunteer_is_recognised_by_the_form(self) -> None:
        registered = Volunteer.objects.active().select_related("person")

        assert registered.exists()
        assert all(volunteer.email_key == email_key_of(volunteer.person.email) for volunteer in registered)

    def test_people_speak_languages_we_know_and_are_written_to_in_one_of_them(self) -> None:
        for contact, spoken in Person.objects.filter(erased_at=None).values_list("contact_language", "languages"):
            assert contact in spoken
            assert set(spoken) <= set(SPOKEN)

    def test_references_can_be_checked(self) -> None:
        for model in (Volunteer, HelpRequest):
            assert all(is_reference(reference) for reference in model._base_manager.values_list("reference", flat=True))

    def test_the_next_form_gets_a_key_of_its_own(self) -> None:
        make_request()
        make_volunteer()

        connection.check_constraints()
        assert HelpRequest.objects.count() == 1501

    def test_what_can_be_chosen_comes_up(self) -> None:
        for column, values in (
            ("channel", HelpRequest.Channel.values),
            ("urgency", [*HelpRequest.Urgency.values, ""]),
            ("on_behalf_relation", [*HelpRequest.Relation.values, ""]),
        ):
            assert set(HelpRequest.objects.values_list(column, flat=True)) == set(values)
        assert not HelpRequest.objects.filter(~Q(on_behalf_name=""), on_behalf_agreed=False).exists()
        assert set(InsuranceCheck.objects.values_list("outcome", flat=True)) == set(InsuranceCheck.Outcome.values)
