"""From an open item to a volunteer on their way: candidates, proposals, answers by phone, insurance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import CategoryPolicy
from requests_app.models import HelpRequest, Match, StatusChange
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import (
    LOG_QUERIES,
    OWNER_QUERIES,
    REQUESTS,
    ROLE_QUERIES,
    VOLUNTEERS,
    browser,
    close,
    messages,
    page_of,
    shown,
)
from volunteers.models import InsuranceCheck, Volunteer


@pytest.fixture
def ours(noor: User) -> HelpRequest:
    """A request for a phone call and a dog walk, from somebody who speaks Dutch, that Noor took on."""
    request = make_request("phone", "dog", postcode="1000")
    request.take_on(by=noor)
    return request


def item_of(request: HelpRequest, slug: str = "phone") -> Any:
    return request.items.get(category__slug=slug)


def candidates_page(request: HelpRequest, slug: str = "phone") -> str:
    return f"{REQUESTS}{request.pk}/items/{item_of(request, slug).pk}/candidates/"


def propose(client: Client, request: HelpRequest, volunteer: Volunteer, slug: str = "phone", **data: Any) -> Any:
    return client.post(candidates_page(request, slug), {"volunteer": volunteer.pk} | data, follow=True)


def press(client: Client, match: Match, state: str) -> Any:
    return client.post(f"{REQUESTS}{match.item.request_id}/matches/{match.pk}/{state}/", follow=True)


def check(client: Client, volunteer: Volunteer, query: str = "", **form: str) -> Any:
    form = {"outcome": "insured", "method": "phone", "valid_until": ""} | form
    return client.post(f"{REQUESTS}insurance/{volunteer.pk}/{query}", form, follow=True)


class TestCandidates:
    def test_from_an_open_request_to_a_proposed_match_in_two_clicks(self, noor: User, ours: HelpRequest) -> None:
        jef = make_volunteer("phone")
        client = browser(noor)
        address = candidates_page(ours)
        assert f'href="{address}"' in client.get(page_of(ours)).content.decode()
        assert jef.reference in shown(client.get(address))
        page = propose(client, ours, jef)
        match = Match.objects.get()
        assert (match.volunteer, match.item, match.state) == (jef, item_of(ours), "proposed")
        assert match.changes.get().by == noor
        assert page.redirect_chain == [(page_of(ours), 302)]
        assert messages(page) == [f"“Phone calls” has been proposed to {jef.reference}, who will get an e-mail."]
        assert f"{jef.reference} : proposed" in shown(page)
        assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["requests_app.tasks.mail_volunteer"]

    @pytest.mark.today
    def test_the_page_says_why_each_stands_where_they_stand(self, noor: User, ours: HelpRequest) -> None:
        near = make_volunteer("dog", postcode="1000", max_active=3)
        far = make_volunteer("dog", postcode="1190")
        Match.propose(make_request("dog").items.get(), near, by=None)
        InsuranceCheck.record(near, "insured", "document", valid_until=timezone.localdate() + dt.timedelta(days=9))
        page = shown(browser(noor).get(candidates_page(ours, "dog")))
        first, second = page.split(far.reference, 1)
        assert near.reference in first
        assert "same locality" in first
        assert "1 of 3 matches" in first
        assert "last asked on" in first
        assert "valid until" in first
        assert " km" in second
        assert "0 of 1 match" in second
        assert "never asked" in second
        assert "not checked" in second

    def test_where_the_policy_exempts_no_insurance_is_asked(self, noor: User, ours: HelpRequest) -> None:
        make_volunteer("phone")
        page = shown(browser(noor).get(candidates_page(ours)))
        assert "not needed" in page
        assert "not checked" not in page

    @pytest.mark.parametrize(
        ("outcome", "method", "wants", "missing"),
        [
            ("insured", "self", "phone", "a check by phone is needed"),
            ("covered_otherwise", "phone", "document", "a document is needed"),
            ("asked", "phone", "self", "asked for, not yet confirmed"),
            ("refused", "document", "none", "refused"),
        ],
    )
    def test_of_who_is_not_insured_well_enough_the_page_says_what_is_missing(
        self, noor: User, ours: HelpRequest, outcome: str, method: str, wants: str, missing: str
    ) -> None:
        CategoryPolicy.objects.filter(category__slug="dog").update(verification=wants)
        InsuranceCheck.record(make_volunteer("dog"), outcome, method)
        [row] = browser(noor).get(candidates_page(ours, "dog")).context["rows"]
        assert (row.insurance, row.lacks) == (missing, True)

    def test_of_nobody_more_than_initials_is_shown(self, noor: User, ours: HelpRequest) -> None:
        make_volunteer("phone", person=make_person(name="Jef Unmistakable", phone_as_written="0470 12 34 56"))
        page = browser(noor).get(candidates_page(ours)).content.decode()
        assert "J.U." in page
        assert "Unmistakable" not in page
        assert "0470" not in page

    def test_where_nobody_can_be_asked_the_page_says_what_to_do(self, noor: User, ours: HelpRequest) -> None:
        page = shown(browser(noor).get(candidates_page(ours)))
        assert "Nobody can be asked for this at the moment" in page
        assert "Ask for a call for more volunteers." in page

    def test_ten_at_first_then_ten_more(self, noor: User, ours: HelpRequest) -> None:
        for _one in range(12):
            make_volunteer("phone")
        client = browser(noor)
        page = client.get(candidates_page(ours))
        assert len(page.context["rows"]) == 10
        assert 'href="?limit=20"' in page.content.decode()
        page = client.get(f"{candidates_page(ours)}?limit=20")
        assert len(page.context["rows"]) == 12
        assert "Show more" not in shown(page)

    @pytest.mark.parametrize("limit", ["", "0", "-1", "x", "٣٣", "999999999999", "1e3"])
    def test_an_odd_number_of_them_is_no_failure(self, noor: User, ours: HelpRequest, limit: str) -> None:
        assert browser(noor).get(candidates_page(ours), {"limit": limit}).status_code == 200

    def test_who_said_no_is_not_offered_again(self, noor: User, ours: HelpRequest) -> None:
        jef, an = make_volunteer("phone"), make_volunteer("phone")
        Match.propose(item_of(ours), jef, by=noor).decline()
        client = browser(noor)
        page = shown(client.get(candidates_page(ours)))
        assert an.reference in page
        assert jef.reference not in page
        page = propose(client, ours, jef)
        assert messages(page) == ["This volunteer has already been proposed for this item."]

    def test_the_number_of_queries_does_not_grow(
        self, noor: User, ours: HelpRequest, django_assert_max_num_queries: Any
    ) -> None:
        for _one in range(9):
            make_volunteer("phone")
        client = browser(noor)
        with django_assert_max_num_queries(14 + ROLE_QUERIES + OWNER_QUERIES + LOG_QUERIES):
            client.get(candidates_page(ours))


class TestProposing:
    def test_what_is_in_the_intake_is_taken_on_at_once(self, noor: User) -> None:
        request, jef = make_request("phone"), make_volunteer("phone")
        client = browser(noor)
        assert "Find a volunteer" in shown(client.get(page_of(request)))
        assert "you take it on for your back office" in shown(client.get(candidates_page(request)))
        propose(client, request, jef)
        request.refresh_from_db()
        assert (request.holder, request.clerk) == (noor.backoffice, noor)
        assert Match.objects.get().volunteer == jef

    def test_what_cannot_be_proposed_is_not_taken_on_either(self, noor: User) -> None:
        request, jef = make_request("phone"), make_volunteer("phone")
        Match.propose(make_request("phone").items.get(), jef, by=None)
        page = propose(browser(noor), request, jef)
        assert messages(page) == [f"{jef.reference} is already helping as many people as agreed."]
        assert page.redirect_chain == [(candidates_page(request), 302)]
        request.refresh_from_db()
        assert request.holder is None
        assert not request.handovers.exists()

    def test_of_two_clerks_of_one_office_the_second_reads_a_sentence(
        self, noor: User, els: User, ours: HelpRequest
    ) -> None:
        propose(browser(noor), ours, make_volunteer("phone"))
        page = propose(browser(els), ours, make_volunteer("phone"))
        assert messages(page) == ["Another volunteer has already been proposed for this item."]
        assert page.redirect_chain == [(page_of(ours), 302)]
        assert Match.objects.count() == 1

    def test_of_two_clerks_of_two_offices_the_second_reads_who_has_it(self, noor: User, karim: User) -> None:
        request, his = make_request("phone"), browser(karim)
        proof = his.get(candidates_page(request)).context["shown"]
        propose(browser(noor), request, make_volunteer("phone"))
        page = propose(his, request, make_volunteer("phone"), shown=proof)
        assert messages(page) == [
            f"{request.reference} has already been taken on by Flemish Community Commission (VGC)."
        ]
        assert page.redirect_chain == [(REQUESTS, 302)]

    def test_whom_no_mail_reaches_is_to_be_called(self, noor: User, ours: HelpRequest) -> None:
        jef = make_volunteer("phone", person=make_person(email="", phone_as_written="0470 12 34 56"))
        assert "call them" in messages(propose(browser(noor), ours, jef))[0]

    def test_a_particular_volunteer_is_proposed_by_reference(self, noor: User, ours: HelpRequest) -> None:
        jef = make_volunteer("phone")
        written = jef.reference.lower().replace("-", " ")
        browser(noor).post(candidates_page(ours), {"reference": written})
        assert Match.objects.get().volunteer == jef

    def test_nobody_is_asked_for_what_they_do_not_offer(self, noor: User, ours: HelpRequest) -> None:
        jef = make_volunteer("dog")
        page = browser(noor).post(candidates_page(ours), {"reference": jef.reference})
        assert f"{jef.reference} does not offer “Phone calls”." in shown(page)
        assert not Match.objects.exists()

    def test_who_did_not_come_last_time_is_said(self, noor: User, ours: HelpRequest) -> None:
        jef = make_volunteer("phone")
        elsewhere = Match.propose(make_request("phone").items.get(), jef, by=None)
        elsewhere.accept()
        assert "did not come on" not in shown(browser(noor).get(candidates_page(ours)))
        elsewhere.note_no_show(by=noor)
        [row] = browser(noor).get(candidates_page(ours)).context["rows"]
        assert row.missed.startswith("did not come on ")

    @pytest.mark.parametrize("reference", ["", "x", "BCD-FGH-JKM", "\0", "é" * 90])
    def test_a_reference_that_is_none_gets_a_sentence(self, noor: User, ours: HelpRequest, reference: str) -> None:
        page = browser(noor).post(candidates_page(ours), {"reference": reference})
        assert page.status_code == 200
        assert list(page.context["form"].errors) == ["reference"]

    @pytest.mark.today
    def test_who_stopped_or_takes_a_break_is_left_in_peace(self, noor: User, ours: HelpRequest) -> None:
        stopped = make_volunteer("phone")
        stopped.withdraw()
        paused = make_volunteer("phone", paused_until=timezone.localdate())
        client = browser(noor)
        for volunteer, sentence in ((stopped, "has stopped"), (paused, "is taking a break up to")):
            page = client.post(candidates_page(ours), {"reference": volunteer.reference})
            assert sentence in shown(page)
        assert not Match.objects.exists()

    @pytest.mark.parametrize("key", ["", "0", "x", "\0", "9" * 30, "٣"])
    def test_a_volunteer_who_is_none_does_not_exist(self, noor: User, ours: HelpRequest, key: str) -> None:
        assert browser(noor).post(candidates_page(ours), {"volunteer": key}).status_code == 404

    def test_what_is_closed_or_set_aside_needs_nobody(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        item_of(ours).leave_unmet(by=noor)
        assert messages(client.get(candidates_page(ours), follow=True)) == ["“Phone calls” is now “unmet”."]
        ours.set_aside("test", by=noor)
        page = propose(client, ours, make_volunteer("dog"), slug="dog")
        assert messages(page) == [f"{ours.reference} is set aside."]
        assert "Find a volunteer" not in shown(client.get(page_of(ours)))
        assert not Match.objects.exists()

    def test_for_the_other_office_it_does_not_exist(self, karim: User, ours: HelpRequest) -> None:
        his, own = browser(karim), make_request("phone")
        own.take_on(by=karim)
        match = Match.propose(item_of(ours), make_volunteer("phone"), by=None)
        jef = make_volunteer("dog")
        foreign = f"{REQUESTS}{own.pk}/items/{item_of(ours, 'dog').pk}/candidates/"
        answers = [
            his.get(candidates_page(ours, "dog")),
            propose(his, ours, jef, slug="dog"),
            his.get(foreign),
            his.post(foreign, {"volunteer": jef.pk}),
            press(his, match, "accepted"),
            his.post(f"{REQUESTS}{own.pk}/matches/{match.pk}/accepted/"),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert Match.objects.get().state == "proposed"


class TestWhatThePhoneBrings:
    @pytest.fixture
    def match(self, noor: User, ours: HelpRequest) -> Match:
        return Match.propose(item_of(ours), make_volunteer("phone"), by=noor)

    def test_said_yes_then_done(self, noor: User, ours: HelpRequest, match: Match) -> None:
        client = browser(noor)
        page = press(client, match, "accepted")
        assert messages(page) == [f"“Phone calls” with {match.volunteer}: “accepted”."]
        assert "An answer is expected" not in shown(page)
        page = press(client, match, "done")
        match.refresh_from_db()
        assert (match.state, item_of(ours).state) == ("done", "done")
        assert f"{match.volunteer} : done" in shown(page)
        assert {change.by for change in match.changes.all()} == {noor}

    @pytest.mark.parametrize("state", ["declined", "cancelled"])
    def test_said_no_and_the_item_is_free_again(self, noor: User, ours: HelpRequest, match: Match, state: str) -> None:
        page = press(browser(noor), match, state)
        match.refresh_from_db()
        assert (match.state, item_of(ours).state) == (state, "open")
        assert shown(page).count("Find a volunteer") == 2

    def test_who_did_not_come_is_said(self, noor: User, ours: HelpRequest, match: Match) -> None:
        client = browser(noor)
        press(client, match, "accepted")
        press(client, match, "no_show")
        match.refresh_from_db()
        assert (match.state, item_of(ours).state) == ("no_show", "open")

    def test_only_possible_moves_have_a_button(self, noor: User, ours: HelpRequest, match: Match) -> None:
        client = browser(noor)
        page = shown(client.get(page_of(ours)))
        assert "An answer is expected before" in page
        assert "The help was given" not in page
        assert "did not come" not in page
        page = press(client, match, "done")
        assert messages(page) == ["A match that is “proposed” cannot become “done”."]
        page = shown(press(client, match, "accepted"))
        assert "The help was given" in page
        assert "said yes by phone" not in page

    @pytest.mark.parametrize("state", ["proposed", "lapsed", "willing", "nonsense"])
    def test_nothing_else_is_a_button(self, noor: User, match: Match, state: str) -> None:
        assert press(browser(noor), match, state).status_code == 404
        assert browser(noor).get(f"{REQUESTS}{match.item.request_id}/matches/{match.pk}/done/").status_code == 405

    def test_an_item_that_somebody_helps_with_is_not_done_without_them(self, noor: User, ours: HelpRequest) -> None:
        assert close(browser(noor), ours, "done", item=item_of(ours)).status_code == 404

    @pytest.mark.parametrize("to", ["welfare", "doctor", "other"])
    def test_referring_remembers_to_whom(self, noor: User, ours: HelpRequest, to: str) -> None:
        browser(noor).post(f"{REQUESTS}{ours.pk}/items/{item_of(ours).pk}/referred/", {"to": to})
        assert StatusChange.objects.get().referred_to == to


class TestInsurance:
    @pytest.fixture
    def match(self, noor: User, ours: HelpRequest) -> Match:
        """A proposed dog walk, for which the policy asks for insurance."""
        return Match.propose(item_of(ours, "dog"), make_volunteer("dog"), by=noor)

    def test_said_yes_by_phone_then_insured_by_phone(self, noor: User, ours: HelpRequest, match: Match) -> None:
        client = browser(noor)
        page = press(client, match, "accepted")
        assert messages(page) == [f"“Dog walking” with {match.volunteer}: “willing, insurance to be checked”."]
        query = f"?request={ours.pk}"
        assert f"{REQUESTS}insurance/{match.volunteer.pk}/{query}" in page.content.decode()
        assert "said yes by phone" not in shown(page)
        page = check(client, match.volunteer, query)
        assert page.redirect_chain == [(page_of(ours), 302)]
        assert messages(page) == [
            (
                f"The insurance check of {match.volunteer} has been recorded. "
                "1 match that was waiting for it has been accepted."
            )
        ]
        match.refresh_from_db()
        assert match.state == "accepted"
        kept = InsuranceCheck.objects.get()
        assert (kept.outcome, kept.method, kept.checked_by) == ("insured", "phone", noor)

    def test_a_check_that_is_not_enough_accepts_nothing(self, noor: User, match: Match) -> None:
        client = browser(noor)
        press(client, match, "accepted")
        check(client, match.volunteer, outcome="refused")
        match.refresh_from_db()
        assert match.state == "willing"

    @pytest.mark.today
    def test_a_volunteer_without_a_match_is_checked_from_their_own_page(self, noor: User) -> None:
        jef, client = make_volunteer("dog"), browser(noor)
        day = timezone.localdate() + dt.timedelta(days=30)
        assert f"{REQUESTS}insurance/{jef.pk}/" in client.get(page_of(jef)).content.decode()
        page = check(client, jef, valid_until=day.isoformat(), method="document")
        assert page.redirect_chain == [(page_of(jef), 302)]
        assert InsuranceCheck.objects.get().valid_until == day

    @pytest.mark.parametrize(
        "wrong",
        [{"outcome": ""}, {"method": "import"}, {"method": "\0"}, {"valid_until": "1999-01-01"}, {"valid_until": "x"}],
    )
    def test_what_is_missing_or_over_gets_a_sentence(self, noor: User, wrong: dict[str, str]) -> None:
        page = check(browser(noor), make_volunteer("dog"), **wrong)
        assert page.context["form"].errors.keys() == wrong.keys()
        assert not InsuranceCheck.objects.exists()

    def test_a_request_of_the_other_office_is_no_way_back(self, karim: User, ours: HelpRequest) -> None:
        jef = make_volunteer("dog")
        for key in (str(ours.pk), "0", "x", "\0", "9" * 40):
            assert check(browser(karim), jef, f"?request={key}").redirect_chain == [(page_of(jef), 302)]

    def test_it_is_for_the_back_offices_alone(self, lies: User, administrator: User) -> None:
        jef = make_volunteer("dog")
        for user in (lies, administrator):
            assert check(browser(user), jef).status_code == 403
        assert not InsuranceCheck.objects.exists()

    def test_the_page_of_a_volunteer_shows_matches_but_no_reference_of_the_other_office(
        self, noor: User, karim: User, ours: HelpRequest, match: Match
    ) -> None:
        assert ours.reference in shown(browser(noor).get(page_of(match.volunteer)))
        page = shown(browser(karim).get(f"{VOLUNTEERS}{match.volunteer.pk}/change/"))
        assert "Dog walking" in page
        assert "of another back office" in page
        assert ours.reference not in page

    def test_whoever_said_no_meanwhile_is_not_accepted_by_a_check(self, noor: User, match: Match) -> None:
        match.say_yes()
        match.decline()
        page = check(browser(noor), match.volunteer)
        assert messages(page) == [f"The insurance check of {match.volunteer} has been recorded."]
        match.refresh_from_db()
        assert match.state == "declined"
