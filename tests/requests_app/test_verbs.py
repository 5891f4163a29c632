"""The verbs of a request, its items and their matches: each event once, under a lock. All moves are in test_moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Partner
from requests_app.models import Handover, HelpRequest, Match, RequestItem, StatusChange
from tests.builders import make_person, make_request, make_user, make_volunteer

pytestmark = pytest.mark.django_db


def office(slug: str) -> Partner:
    return Partner.objects.get(slug=slug)


class TestTakingOnAndHandingOver:
    def test_taking_on_gives_a_holder_a_date_and_a_history_row(self, noor: User) -> None:
        request = make_request()
        request.take_on(noor)
        request.refresh_from_db()
        assert request.holder == office("vgc")
        [handover] = Handover.objects.all()
        assert (handover.partner, handover.by, handover.since) == (office("vgc"), noor, request.handled_at)

    def test_the_second_to_take_on_reads_who_has_it(self, noor: User, karim: User) -> None:
        request = make_request()
        stale = HelpRequest.objects.get(pk=request.pk)
        request.take_on(noor)
        with pytest.raises(ValidationError, match="VGC"):
            stale.take_on(karim)
        assert Handover.objects.count() == 1

    def test_handing_over_needs_a_reason_another_office_and_the_request_itself(self, noor: User, karim: User) -> None:
        request = make_request()
        request.take_on(noor)
        for to, by, reason in (
            ("cocof", noor, "  "),
            ("vgc", noor, "why not"),
            ("bruzz", noor, "why not"),
            ("cocof", karim, "I want it"),
        ):
            with pytest.raises(ValidationError):
                request.hand_over(office(to), by, reason)
        request.hand_over(office("cocof"), noor, "Speaks French.")
        request.refresh_from_db()
        assert request.holder == office("cocof")
        assert Handover.objects.latest("pk").reason == "Speaks French."

    def test_handled_is_set_once(self, noor: User) -> None:
        request = make_request()
        request.take_on(noor)
        first = request.handled_at
        request.hand_over(office("cocof"), noor, "Speaks French.")
        request.items.get().leave_unmet(by=None)
        request.refresh_from_db()
        assert request.handled_at == first

    def test_what_is_set_aside_or_seen_by_no_office_is_not_taken_on(self, noor: User, lies: User) -> None:
        request = make_request()
        with pytest.raises(ValidationError):
            request.take_on(lies)
        request.set_aside("spam")
        with pytest.raises(ValidationError):
            request.take_on(noor)

    def test_who_sees_what(self, noor: User, karim: User, els: User, lies: User) -> None:
        intake, ours, nobodys = make_request(), make_request(), make_request()
        ours.take_on(noor)
        nobodys.items.get().leave_unmet(by=None)
        seen = {user.username: set(HelpRequest.objects.visible_to(user)) for user in (noor, karim, els, lies)}
        assert seen == {"noor": {intake, ours}, "karim": {intake}, "els": {intake, ours, nobodys}, "lies": set()}
        assert set(HelpRequest.objects.intake()) == {intake}


class TestMovesOfAnItem:
    def test_answering_makes_the_request_handled_and_withdrawing_does_not(self) -> None:
        answered, withdrawn = make_request(), make_request()
        answered.items.get().refer(by=None)
        withdrawn.items.get().withdraw(by=None)
        answered.refresh_from_db()
        withdrawn.refresh_from_db()
        assert answered.handled_at
        assert withdrawn.handled_at is None

    def test_the_state_of_a_request_is_what_its_items_say(self) -> None:
        request = make_request("dog", "phone", "letter")
        dog, phone, letter = request.items.order_by("category__position").all()
        assert request.state == "open"
        for item in (dog, phone):
            item.withdraw(by=None)
        assert HelpRequest.objects.get().state == "open"
        letter.withdraw(by=None)
        assert HelpRequest.objects.get().state == "withdrawn"

    def test_an_item_that_stops_waiting_leaves_no_match_waiting(self) -> None:
        item = make_request("dog").items.get()
        match = Match.propose(item, make_volunteer("dog"), by=None)
        item.withdraw(by=None)
        match.refresh_from_db()
        assert match.cancelled_at
        done = Match.propose(make_request("phone").items.get(), make_volunteer("phone"), by=None)
        done.accept()
        done.item.finish(by=None)
        done.refresh_from_db()
        assert done.done_at
        assert done.cancelled_at is None


class TestMatches:
    def test_accepted_then_done(self) -> None:
        match = Match.propose(make_request("phone").items.get(), make_volunteer("phone"), by=None)
        match.accept()
        match.finish(by=None)
        assert match.item.state == "done"
        for verb in (match.accept, match.decline, lambda: match.cancel(None), lambda: match.finish(None)):
            with pytest.raises(ValidationError):
                verb()

    def test_nobody_is_proposed_who_is_away_nor_for_what_is_set_aside(self) -> None:
        stopped, paused = make_volunteer("dog"), make_volunteer("dog", paused_until=timezone.localdate())
        stopped.withdraw()
        spam = make_request("dog")
        spam.set_aside("spam")
        for request, volunteer in ((make_request("dog"), stopped), (make_request("dog"), paused), (spam, None)):
            with pytest.raises(ValidationError):
                Match.propose(request.items.get(), volunteer or make_volunteer("dog"), by=None)
        assert not Match.objects.exists()
        assert not StatusChange.objects.exists()

    def test_done_only_after_accepted(self) -> None:
        match = Match.propose(make_request("dog").items.get(), make_volunteer("dog"), by=None)
        with pytest.raises(ValidationError):
            match.finish(by=None)

    def test_declined_frees_the_item_but_not_for_the_same_volunteer(self) -> None:
        item, jef = make_request("dog").items.get(), make_volunteer("dog")
        Match.propose(item, jef, by=None).decline()
        item.refresh_from_db()
        assert item.state == "open"
        with pytest.raises(ValidationError):
            Match.propose(item, jef, by=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.create(item=item, volunteer=jef)
        item.refresh_from_db()
        Match.propose(item, make_volunteer("dog"), by=None)

    def test_one_active_match_an_item(self) -> None:
        item = make_request("dog").items.get()
        Match.objects.create(item=item, volunteer=make_volunteer("dog"))
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.create(item=item, volunteer=make_volunteer("dog"))


class TestWhatTheDatabaseRefuses:
    def refuse(self, **changes: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            make_request(**changes)

    def test_a_request_held_but_not_handled(self) -> None:
        self.refuse(holder=office("vgc"))

    def test_a_request_on_behalf_without_consent(self) -> None:
        self.refuse(on_behalf_name="Ria")

    def test_a_request_without_items(self) -> None:
        request = make_request()
        request.items.all().delete()
        bare = HelpRequest(reference="x", person=make_person(), channel="web", locality=request.locality)
        bare.save()
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.needs_rollback = True

    def test_the_same_category_twice(self) -> None:
        item = make_request("dog").items.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            RequestItem.objects.create(request=item.request, category=item.category)


class TwoClerksAtOnceTests(TransactionTestCase):
    def test_of_many_one_gets_it(self) -> None:
        clerks = [make_user(f"clerk{number}", "clerk", "vgc" if number % 2 else "cocof") for number in range(6)]
        request = make_request()
        with ThreadPoolExecutor(6) as desks:
            taken = list(desks.map(lambda clerk: self.take_on(request.pk, clerk), clerks))
        assert taken.count(True) == 1
        assert Handover.objects.count() == 1

    def take_on(self, key: int, clerk: User) -> bool:
        try:
            HelpRequest.objects.get(pk=key).take_on(clerk)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True
