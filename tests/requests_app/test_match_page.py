"""Jef opens the link in the e-mail: he sees what is asked, says yes or no, and only then learns whom he will help."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Link
from brusselshelps.reference.models import CategoryPolicy
from requests_app.models import HelpRequest, Match
from requests_app.tasks import mail_resident, mail_volunteer
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import shown
from volunteers.models import InsuranceCheck, Volunteer

pytestmark = pytest.mark.django_db

PERSONAL = ("Maria Unmistakable", "Nieuwstraat", "0470 12 34 56", "maria@example.org", "the green door", "a big dog")


@pytest.fixture
def jef() -> Volunteer:
    return make_volunteer("phone", "dog", max_active=5)


@pytest.fixture
def maria() -> HelpRequest:
    """Maria asks for a call and a dog walk this week, and gives her address."""
    phone = {"phone": "+32470123456", "phone_as_written": "0470 12 34 56"}
    person = make_person(
        name="Maria Unmistakable",
        email="maria@example.org",
        street="Nieuwstraat",
        number="7",
        languages=["tr"],
        **phone,
    )
    request = make_request(
        "phone", "dog", person=person, message="the green door", postcode="1020", urgency="this_week"
    )
    request.items.filter(category__slug="dog").update(answer="a big dog")
    return request


def proposed(request: HelpRequest, jef: Volunteer, slug: str = "phone") -> Match:
    return Match.propose(request.items.get(category__slug=slug), jef, by=None)


def address(jef: Volunteer, language: str = "en") -> str:
    with override(language):
        return reverse("my_matches", args=[Link.of(jef.person, Link.Purpose.VOLUNTEER).token])


def say(client: Client, match: Match, answer: str, **form: str) -> Any:
    return client.post(f"{address(match.volunteer)}{match.pk}/{answer}/", form, follow=True)


def jobs() -> list[str]:
    return [
        f"{job.task_name.rpartition('.')[2]} {job.args['state']}" for job in ProcrastinateJob.objects.order_by("pk")
    ]


class TestBeforeTheAnswer:
    def test_the_page_says_what_where_when_and_in_which_language(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        proposed(maria, jef)
        page = shown(client.get(address(jef)))
        for words in ("Make phone calls", "Laeken (1020)", "for within a week", "Dutch, Turkish", "Tell us before"):
            assert words in page

    def test_nothing_tells_who_asks(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef, "dog")
        page = client.get(address(jef)).content.decode() + client.get(f"{address(jef)}{match.pk}/no/").content.decode()
        mail_volunteer(match_id=match.pk, state="proposed")
        for told in (page, mail.outbox[0].body):
            assert not [words for words in (*PERSONAL, maria.reference) if words in told]

    def test_opening_changes_nothing(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef)
        for there in (address(jef), f"{address(jef)}{match.pk}/no/"):
            assert client.get(there).status_code == 200
        for button in (f"{address(jef)}{match.pk}/yes/", f"{address(jef)}insured/"):
            assert client.get(button).status_code == 405
        match.refresh_from_db()
        assert match.state == "proposed"

    def test_who_is_asked_nothing_reads_so(self, client: Client, jef: Volunteer) -> None:
        assert "Nobody is waiting for your answer now." in shown(client.get(address(jef)))

    @pytest.mark.parametrize("language", ["nl", "fr", "en"])
    def test_the_page_is_kept_by_nobody_and_names_nobody_in_its_title(
        self, client: Client, jef: Volunteer, maria: HelpRequest, language: str
    ) -> None:
        proposed(maria, jef).accept()
        response = client.get(address(jef, language))
        page = response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert f'<html lang="{language}">' in page
        assert 'name="robots" content="noindex"' in page
        assert "Unmistakable" not in page.split("</title>")[0]
        for other in ("nl", "fr", "en"):
            assert f'href="{address(jef, other)}"' in page

    def test_the_way_there_is_on_the_page_of_the_offer(self, client: Client, jef: Volunteer) -> None:
        assert address(jef) in client.get(address(jef).replace("help/matches", "volunteer")).content.decode()


class TestYes:
    def test_yes_shows_whom_and_tells_both(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef)
        page = say(client, match, "yes")
        match.refresh_from_db()
        assert match.state == "accepted"
        assert match.changes.last().by is None
        for words in ("Maria Unmistakable", "Nieuwstraat 7", "0470 12 34 56", "the green door"):
            assert words in shown(page)
        assert 'href="tel:+32470123456"' in page.content.decode()
        # A phone number is enough to arrange a day.
        assert "maria@example.org" not in page.content.decode()
        assert jobs() == ["mail_volunteer proposed", "mail_volunteer accepted", "mail_resident accepted"]

    def test_the_letter_that_follows_leads_to_the_page_and_names_nobody(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        match = proposed(maria, jef)
        say(client, match, "yes")
        mail_volunteer(match_id=match.pk, state="accepted")
        mail_resident(match_id=match.pk, state="accepted")
        to_jef, to_maria = mail.outbox
        assert address(jef, "nl") in to_jef.body
        assert not [words for words in PERSONAL if words in to_jef.body]
        assert "Janssens" not in to_maria.body

    def test_who_asks_for_somebody_else_stands_there_too(self, client: Client, jef: Volunteer) -> None:
        behalf = {"on_behalf_name": "An Claes", "on_behalf_phone": "02 111 11 11", "on_behalf_agreed": True}
        request = make_request("phone", on_behalf_relation="family", **behalf)
        page = shown(say(client, proposed(request, jef), "yes"))
        assert "An Claes (family) 02 111 11 11" in page

    def test_who_can_only_be_mailed_is_mailed(self, client: Client, jef: Volunteer) -> None:
        request = make_request("phone")
        page = say(client, proposed(request, jef), "yes")
        assert f"mailto:{request.person.email}" in page.content.decode()

    def test_a_second_click_says_the_same(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef)
        first, second = say(client, match, "yes"), say(client, match, "yes")
        assert first.redirect_chain == second.redirect_chain
        assert match.changes.count() == 2

    @pytest.mark.parametrize("end", ["lapse", "decline"])
    def test_too_late_is_said_in_a_sentence(self, client: Client, jef: Volunteer, maria: HelpRequest, end: str) -> None:
        match = proposed(maria, jef)
        getattr(match, end)()
        for answer in ("yes", "no"):
            page = shown(say(client, match, answer))
            assert "Something has changed in the meantime." in page
            assert "Maria" not in page
        assert "we are asking somebody else." in page

    def test_what_was_withdrawn_meanwhile_is_cancelled(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        match = proposed(maria, jef)
        match.accept()
        maria.withdraw(by=None)
        page = shown(client.get(address(jef)))
        assert "This has been cancelled; you do not have to do anything more." in page
        assert "Maria" not in page
        mail_resident(match_id=match.pk, state="cancelled")
        assert mail.outbox == []

    def test_nobody_answers_for_somebody_else(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef)
        other = make_volunteer("phone")
        for answer in ("yes", "no"):
            assert client.post(f"{address(other)}{match.pk}/{answer}/").status_code == 404
        assert client.get(f"{address(other)}{match.pk}/no/").status_code == 404
        match.refresh_from_db()
        assert match.state == "proposed"

    def test_a_link_for_something_else_or_that_is_old_opens_nothing(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        match, there = proposed(maria, jef), address(jef)
        token = Link.of(maria.person, Link.Purpose.REQUEST).token
        assert client.get(f"/en/help/matches/mine/{token}/").status_code == 404
        jef.person.erase()
        assert client.get(there).status_code == 404
        assert client.post(f"{there}{match.pk}/yes/").status_code == 404


class TestNo:
    def test_no_is_asked_once_more_and_frees_the_item(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef)
        assert "Can you not help this time?" in shown(client.get(f"{address(jef)}{match.pk}/no/"))
        page = shown(say(client, match, "no"))
        match.refresh_from_db()
        assert (match.state, match.item.state) == ("declined", "open")
        assert "Thank you for letting us know." in page
        assert "You said no, so we are asking somebody else." in page

    def test_who_cannot_come_after_all_says_so_and_sees_no_more(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        match = proposed(maria, jef)
        match.accept()
        assert "Can you not come after all?" in shown(client.get(f"{address(jef)}{match.pk}/no/"))
        page = say(client, match, "no").content.decode()
        match.refresh_from_db()
        assert (match.state, match.item.state) == ("cancelled", "open")
        assert "Unmistakable" not in page
        assert "Nieuwstraat" not in page
        assert jobs()[-1] == "mail_resident cancelled"

    def test_a_second_no_says_how_it_stands(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef)
        say(client, match, "no")
        assert client.get(f"{address(jef)}{match.pk}/no/").status_code == 302
        assert "Something has changed in the meantime." in shown(say(client, match, "no"))


class TestInsurance:
    @pytest.fixture
    def own_word(self) -> None:
        CategoryPolicy.objects.filter(category__slug="dog").update(verification="self")

    @pytest.mark.usefixtures("own_word")
    def test_who_says_they_are_insured_is_accepted_at_once(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        match = proposed(maria, jef, "dog")
        assert "I am insured as a volunteer." in shown(client.get(address(jef)))
        page = shown(say(client, match, "yes", insured="on"))
        check = InsuranceCheck.objects.get()
        assert (check.volunteer, check.outcome, check.method, check.checked_by) == (jef, "insured", "self", None)
        assert "a big dog" in page

    @pytest.mark.usefixtures("own_word")
    def test_who_does_not_waits_for_a_call_and_may_say_so_later(
        self, client: Client, jef: Volunteer, maria: HelpRequest
    ) -> None:
        match = proposed(maria, jef, "dog")
        page = shown(say(client, match, "yes"))
        match.refresh_from_db()
        assert match.state == "willing"
        assert "we will call you about it" in page
        assert "Nieuwstraat" not in page
        page = shown(client.post(f"{address(jef)}insured/", follow=True))
        match.refresh_from_db()
        assert match.state == "accepted"
        assert "Nieuwstraat" in page

    @pytest.mark.parametrize("verification", ["phone", "document"])
    def test_where_more_is_asked_their_own_word_is_not(
        self, client: Client, jef: Volunteer, maria: HelpRequest, verification: str
    ) -> None:
        CategoryPolicy.objects.filter(category__slug="dog").update(verification=verification)
        match = proposed(maria, jef, "dog")
        assert "I am insured" not in shown(client.get(address(jef)))
        say(client, match, "yes", insured="on")
        client.post(f"{address(jef)}insured/")
        match.refresh_from_db()
        assert match.state == "willing"
        assert not InsuranceCheck.objects.exists()

    def test_where_it_is_exempt_nothing_is_asked(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        proposed(maria, jef, "phone")
        assert "insured" not in shown(client.get(address(jef)))

    @pytest.mark.today
    @pytest.mark.usefixtures("own_word")
    def test_who_was_checked_is_not_asked_again(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        InsuranceCheck.record(jef, "insured", "phone", valid_until=timezone.localdate() + dt.timedelta(days=1))
        match = proposed(maria, jef, "dog")
        assert "insured" not in shown(client.get(address(jef)))
        say(client, match, "yes")
        match.refresh_from_db()
        assert match.state == "accepted"

    @pytest.mark.usefixtures("own_word")
    def test_the_willing_may_change_their_mind(self, client: Client, jef: Volunteer, maria: HelpRequest) -> None:
        match = proposed(maria, jef, "dog")
        say(client, match, "yes")
        say(client, match, "no")
        match.refresh_from_db()
        assert (match.state, match.item.state) == ("declined", "open")
