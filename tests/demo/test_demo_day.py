"""What a newcomer finds at the desk after `make run`."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import phonenumbers
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Q
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.demo import staff
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Language
from requests_app.models import Handover, HelpRequest, Match, RequestItem, StatusChange
from tests.accounts.sign_in_client import try_code, try_name
from tests.builders import brussels
from volunteers.models import Candidacy, InsuranceCheck, Volunteer, email_key_of

STORED = (User, Person, Volunteer, Candidacy, InsuranceCheck, HelpRequest, RequestItem, Handover, StatusChange, Match)


def demo_day() -> str:
    said = io.StringIO()
    call_command("demo_day", stdout=said)
    return said.getvalue()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in STORED}


@pytest.mark.today
@override_settings(DEBUG=True, BASE_URL="http://127.0.0.1:8000")
class TestADayAtTheDesk(TestCase):
    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        with override_settings(DEBUG=True):
            cls.said = demo_day()
        connection.check_constraints()

    def test_forty_ask_and_forty_offer(self) -> None:
        assert HelpRequest.objects.count() == Volunteer.objects.count() == 40
        assert Person.objects.count() == 80

    def test_everybody_on_the_list_can_sign_in_with_the_printed_password(self) -> None:
        for login in staff.LOGINS:
            assert authenticate(username=login.username, password=staff.PASSWORD) is not None
            line = next(line for line in self.said.splitlines() if line.startswith(login.username))
            assert staff.PASSWORD in line
            assert login.who in line

    def test_the_printed_code_lets_each_of_them_in(self) -> None:
        out = io.StringIO()
        call_command("demo_sign_in_code", stdout=out)
        [now, _seconds, _then] = re.findall(r"\b\d{6}\b|\d\d:\d\d:\d\d", out.getvalue())
        for login in staff.LOGINS:
            client = Client()
            try_name(client, login.username, staff.PASSWORD)
            assert try_code(client, now)["Location"] == f"/{login.start.split('/')[-2]}/"

    def test_the_logins_stand_in_columns_and_say_where_to_go(self) -> None:
        lines = staff.table().splitlines()

        assert len({line.index("brussels-helps-demo") for line in lines[1:]} | {lines[0].index("password")}) == 1
        assert len({line.index("http") for line in lines[1:]} | {lines[0].index("where")}) == 1
        assert lines[1].endswith("http://127.0.0.1:8000/admin/")
        assert next(line for line in lines if line.startswith("lies")).endswith("/reports/")

    def test_each_office_finds_an_intake_and_requests_of_its_own(self) -> None:
        assert HelpRequest.objects.intake().count() >= 10
        for username in ("noor", "karim"):
            clerk = User.objects.get(username=username)
            own = HelpRequest.objects.visible_to(clerk).filter(holder=clerk.backoffice)
            assert own.count() >= 8

    def test_items_stand_in_every_state(self) -> None:
        assert set(RequestItem.objects.values_list("state", flat=True)) == {
            "open",
            "matched",
            "done",
            "unmet",
            "referred",
            "withdrawn",
        }

    def test_requests_come_in_every_language_urgency_and_channel_some_for_somebody_else(self) -> None:
        for column, values in (
            ("person__contact_language", set(Language.values)),
            ("urgency", set(HelpRequest.Urgency.values)),
            ("channel", set(HelpRequest.Channel.values)),
        ):
            assert set(HelpRequest.objects.values_list(column, flat=True)) == values
        assert HelpRequest.objects.exclude(on_behalf_name="").filter(on_behalf_agreed=True).count() >= 4
        assert not HelpRequest.objects.filter(message="").exists()

    def test_nobody_asks_for_what_residents_may_not_ask(self) -> None:
        assert not RequestItem.objects.filter(category__residents_may_ask=False).exists()

    def test_no_phone_can_ring_and_no_address_belongs_to_anybody(self) -> None:
        people = Person.objects.all()
        written = list(people.exclude(phone="").values_list("phone", "phone_as_written"))
        written += [(phone, phone) for phone in HelpRequest.objects.values_list("on_behalf_phone", flat=True) if phone]

        assert written
        for phone, as_written in written:
            for number in (phone, as_written):
                assert not phonenumbers.is_valid_number(phonenumbers.parse(number, "BE")), number
        assert not people.exclude(Q(email="") | Q(email__endswith="@example.org")).exists()
        assert max(Counter(people.exclude(email="").values_list("email", flat=True)).values()) == 1
        assert max(Counter(phone for phone, _written in written).values()) == 1

    def test_a_phone_is_kept_as_written_and_as_one_number(self) -> None:
        rosa = Person.objects.get(name="Rosa Verlinden")

        assert rosa.phone_as_written == "02 000 01 00"
        assert rosa.phone == "+3220000100"

    def test_a_volunteer_of_the_demo_is_recognised_by_the_form(self) -> None:
        for volunteer in Volunteer.objects.select_related("person"):
            assert volunteer.email_key == email_key_of(volunteer.person.email)

    def test_all_of_it_happened_in_the_last_five_days_and_nothing_in_the_future(self) -> None:
        now = timezone.now()
        since = now - dt.timedelta(days=6)
        for model, columns in (
            (HelpRequest, ("received_at", "recorded_at")),
            (Volunteer, ("registered_at", "recorded_at", "information_read_at")),
            (Candidacy, ("since",)),
            (Handover, ("since", "recorded_at")),
            (StatusChange, ("at", "recorded_at")),
            (Match, ("proposed_at",)),
            (InsuranceCheck, ("checked_at",)),
        ):
            for column in columns:
                assert not model._base_manager.exclude(**{f"{column}__range": (since, now)}).exists(), column
        assert not HelpRequest.objects.filter(handled_at__gt=now).exists()
        assert len(set(HelpRequest.objects.dates("received_at", "day"))) >= 4

    def test_every_request_was_handled_when_its_office_took_it_on_and_by_somebody_of_that_office(self) -> None:
        for request in HelpRequest.objects.exclude(holder=None):
            handovers = list(request.handovers.all())
            assert request.handled_at == handovers[0].since
            assert request.received_at < request.handled_at
            assert handovers[0].by is not None
            assert handovers[0].by.backoffice_id == handovers[0].partner_id
            assert request.holder == handovers[-1].partner

    def test_one_request_went_to_the_other_office_with_the_reason(self) -> None:
        (second,) = [one for request in HelpRequest.objects.all() for one in request.handovers.all()[1:]]

        assert second.reason == "Mevrouw spreekt liever Frans."
        assert str(second.partner_id) != str(second.request.handovers.all()[0].partner_id)

    def test_the_history_of_every_item_leads_from_open_to_where_it_stands(self) -> None:
        for item in RequestItem.objects.prefetch_related("changes"):
            changes = list(item.changes.all())
            states = ["open", *(change.new for change in changes)]
            assert [change.old for change in changes] == states[:-1]
            assert item.state == states[-1]
            assert all(first.at < second.at for first, second in pairwise(changes))

    def test_who_is_proposed_offers_that_help_and_had_registered_by_then(self) -> None:
        matches = Match.objects.all()

        assert matches.filter(done_at__isnull=False).count() >= 3
        assert matches.filter(accepted_at__isnull=False, done_at=None).count() >= 3
        for match in matches:
            assert match.volunteer.candidacies.filter(category=match.item.category).exists()
            assert match.volunteer.registered_at <= match.proposed_at
        assert not matches.filter(Q(accepted_at__lt=F("proposed_at")) | Q(done_at__lt=F("accepted_at"))).exists()

    def test_the_figures_of_april_2020_know_nothing_of_it(self) -> None:
        april = brussels("2020-05-01T00:00")

        assert not HelpRequest.objects.filter(received_at__lt=april).exists()
        assert not Volunteer.objects.filter(registered_at__lt=april).exists()
        assert not StatusChange.objects.filter(at__lt=april).exists()
        assert not Handover.objects.filter(since__lt=april).exists()

    def test_a_second_run_changes_nothing_and_prints_the_logins_again(self) -> None:
        before = everything()
        said = demo_day()

        assert everything() == before
        assert "Nothing changed" in said
        assert staff.table() in said


@pytest.mark.django_db
def test_without_debug_there_is_no_demo() -> None:
    for command in ("demo_day", "demo_sign_in_code"):
        with pytest.raises(CommandError, match=r"only (made|work) with DEBUG=True"):
            call_command(command)

    assert not any(model._base_manager.exists() for model in STORED)


@pytest.mark.django_db
@override_settings(DEBUG=True)
def test_an_account_that_is_there_already_keeps_its_password() -> None:
    User.objects.create_user("admin", "a password of my own", role="administrator")

    demo_day()

    assert authenticate(username="admin", password="a password of my own") is not None
    assert User.objects.count() == 7
