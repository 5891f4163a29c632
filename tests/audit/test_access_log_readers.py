"""Who reads the access log: leads what their office may see, auditors all of it without persons, people their own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.people.models import Link
from tests.builders import make_need, make_person, make_request, make_sign_up, make_user, make_volunteer, path_of
from tests.desk.desk_client import REQUESTS, VOLUNTEERS, browser, hand_over, page_of, shown

pytestmark = pytest.mark.django_db
ACCESS_LOG = "/admin/audit/accesslogentry/"


@pytest.fixture
def auditor() -> User:
    return make_user("ines", "auditor", language="en")


def open_list_often(user: User, times: int) -> None:
    make_request()
    client = browser(user)
    for _time in range(times):
        client.get(REQUESTS)


def access_log_of(row: Any) -> str:
    return page_of(row).replace("/change/", "/access-log/")


class TestALead:
    def test_reads_the_names_of_the_own_office_and_of_no_other(self, noor: User, karim: User, els: User) -> None:
        request = make_request()
        for user in (karim, noor, noor):
            browser(user).get(REQUESTS)
        request.take_on(by=noor)
        browser(karim).get(page_of(request))
        page = browser(els).get(access_log_of(request))
        lines = [(line["who"], line["place"], line["times"], line["refused"]) for line in page.context["lines"]]
        assert sorted(lines) == [
            ("another back office", "in a list", 1, False),
            ("another back office", "on a page with details", 1, True),
            ("noor", "in a list", 2, False),
        ]
        assert "karim" not in page.content.decode()
        assert "Back-office clerk" in shown(page)

    def test_finds_the_way_on_the_page_of_a_row(self, els: User, noor: User) -> None:
        for row in (make_request(), make_volunteer(), make_sign_up(), make_need()):
            link = f'href="{access_log_of(row)}"'
            assert link in browser(els).get(page_of(row)).content.decode()
            assert link not in browser(noor).get(page_of(row)).content.decode()
            assert browser(els).get(access_log_of(row)).status_code == 200

    def test_reads_nothing_of_what_another_office_holds(self, karim: User, els: User) -> None:
        request = make_request()
        request.take_on(by=karim)
        client = browser(els)
        theirs, missing = client.get(access_log_of(request)), client.get(f"{REQUESTS}999999/access-log/")
        assert (theirs.status_code, theirs.content) == (404, missing.content)

    def test_after_a_handover_reads_what_went_before_without_names(self, noor: User, els: User, samira: User) -> None:
        request = make_request()
        request.take_on(by=noor)
        client = browser(noor)
        client.get(page_of(request))
        hand_over(client, request, to=samira.backoffice_id, reason="She speaks French")
        page = browser(samira).get(access_log_of(request))
        assert {line["who"] for line in page.context["lines"]} == {"another back office"}
        assert browser(els).get(access_log_of(request)).status_code == 404

    def test_nobody_else_reads_it(self, noor: User, lies: User, administrator: User, auditor: User) -> None:
        request = make_request()
        for user in (noor, lies, administrator, auditor):
            assert browser(user).get(access_log_of(request)).status_code == 403

    def test_reads_that_nobody_had_access(self, els: User) -> None:
        assert "Nobody has viewed this yet." in shown(browser(els).get(access_log_of(make_request())))


class TestAnAuditor:
    def test_reads_who_accessed_how_many_of_what_and_no_name_of_a_person(
        self, noor: User, karim: User, auditor: User
    ) -> None:
        request = make_request(person=make_person(name="Maria Unmistakable"))
        browser(noor).get(REQUESTS)
        request.take_on(by=noor)
        browser(karim).get(page_of(request))
        client = browser(auditor)
        page = client.get(ACCESS_LOG)
        assert [(look.by.username, look.outcome) for look in page.context["cl"].result_list] == [
            ("karim", "refused"),
            ("noor", "shown"),
        ]
        one = client.get(f"{ACCESS_LOG}1/change/")
        for answer in (page, one):
            assert "Help request" in shown(answer)
            assert "noor" in shown(answer)
            for word in ("Maria", "Unmistakable", "M.U.", request.reference):
                assert word not in answer.content.decode()
        assert AccessLogEntry.objects.get(pk=1).digest in shown(one)
        assert f"Newest line 2 Its digest {AccessLogEntry.objects.get(pk=2).digest}" in shown(page)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("office=vgc", {"noor"}),
            ("office=cocof", {"karim"}),
            ("place=list", {"noor"}),
            ("place=page", {"karim"}),
            ("outcome=refused", {"karim"}),
            ("outcome=shown&office=cocof", set()),
            ("day=2020-03-20", set()),
            pytest.param("day={today}", {"noor", "karim"}, marks=pytest.mark.today),
            ("day=", {"noor", "karim"}),
            ("day=0001-01-01", set()),
        ],
    )
    def test_narrows_the_list(self, noor: User, karim: User, auditor: User, query: str, found: set[str]) -> None:
        request = make_request()
        browser(noor).get(REQUESTS)
        request.take_on(by=noor)
        browser(karim).get(page_of(request))
        page = browser(auditor).get(f"{ACCESS_LOG}?{query.format(today=timezone.localdate())}")
        assert {look.by.username for look in page.context["cl"].result_list} == found

    @pytest.mark.parametrize("query", ["day=x", "day=2020-13-01", "day=9999-12-31", "office=9", "by=1", "day=%00"])
    def test_meets_no_failure_with_a_filter_that_is_none(self, auditor: User, query: str) -> None:
        client = browser(auditor)
        assert client.get(f"{ACCESS_LOG}?{query}").status_code in (302, 400)
        assert client.get(f"{ACCESS_LOG}?{query}&e=1").status_code == 400

    def test_keeps_the_other_filters_when_a_day_is_chosen(self, noor: User, auditor: User) -> None:
        open_list_often(noor, 1)
        page = browser(auditor).get(f"{ACCESS_LOG}?outcome=shown&day=2020-03-20").content.decode()
        assert '<input type="hidden" name="outcome" value="shown">' in page
        assert 'value="2020-03-20"' in page
        assert 'href="?outcome=shown"' in page

    def test_turns_pages_by_key(self, noor: User, auditor: User) -> None:
        open_list_often(noor, 60)
        client = browser(auditor)
        first = client.get(ACCESS_LOG)
        with CaptureQueriesContext(connection) as asked:
            second = client.get(ACCESS_LOG + first.context["cl"].next_url)
        assert [look.pk for look in second.context["cl"].result_list] == list(range(10, 0, -1))
        assert not [query["sql"] for query in asked if "COUNT(" in query["sql"].upper()]

    def test_is_the_only_one_who_reads_it_and_changes_nothing(
        self, noor: User, els: User, lies: User, administrator: User, auditor: User
    ) -> None:
        open_list_often(noor, 1)
        for user in (noor, els, lies, administrator):
            assert browser(user).get(ACCESS_LOG).status_code == 403
            assert browser(user).get(f"{ACCESS_LOG}1/change/").status_code == 403
        client = browser(auditor)
        for part in ("add/", "1/delete/", "1/history/"):
            assert client.get(ACCESS_LOG + part).status_code in (403, 404)
        assert client.post(f"{ACCESS_LOG}1/change/", {"rows": "1"}).status_code == 403
        assert client.get(REQUESTS).status_code == client.get(VOLUNTEERS).status_code == 403


class TestThePersonThemselves:
    @pytest.mark.today
    def test_reads_the_day_the_office_and_the_role_and_nobodys_name(
        self, noor: User, els: User, karim: User, client: Client
    ) -> None:
        request = make_request()
        for user in (noor, noor, els, karim):
            browser(user).get(REQUESTS)
        request.take_on(by=noor)
        browser(noor).get(page_of(request))
        browser(karim).get(page_of(request))
        page = client.get(f"{path_of(request, 'en')}looked/")
        says = shown(page)
        assert dt.datetime.now().strftime("%-d %B %Y") in says
        for line in (
            "(VGC), back-office clerk – in a list (2 times)",
            "(VGC), back-office lead – in a list (1 time)",
            "(COCOF), back-office clerk – in a list (1 time)",
            "(VGC), back-office clerk – on a page with details (1 time)",
        ):
            assert line in says
        # Karim's refused attempt is not listed.
        assert says.count("(COCOF)") == 1
        assert not {"noor", "els", "karim"} & set(says.split())
        assert "no-store" in page["Cache-Control"]

    def test_finds_the_way_on_the_own_page_in_each_language(self, client: Client) -> None:
        for row in (make_request(), make_volunteer()):
            for language in ("nl", "fr", "en"):
                path = path_of(row, language)
                assert f'href="{path}looked/"' in client.get(path).content.decode()
                assert client.get(f"{path}looked/").status_code == 200

    def test_reads_when_nobody_had_access(self, client: Client) -> None:
        assert "Nobody has viewed it yet." in shown(client.get(f"{path_of(make_volunteer(), 'en')}looked/"))

    def test_reads_nothing_about_others(self, noor: User, client: Client) -> None:
        request, other, volunteer = make_request(), make_request(), make_volunteer(person=make_person(name="Jef"))
        AccessLogEntry.objects.bulk_create(
            AccessLogEntry(by=noor, role="clerk", place="list", what=row._meta.label_lower, rows=[key], outcome="shown")
            for row, key in ((other, other.pk), (volunteer, request.pk))
        )
        assert "Nobody has viewed it yet." in shown(client.get(f"{path_of(request, 'en')}looked/"))

    def test_reads_what_was_accessed_as_a_volunteer(self, noor: User, client: Client) -> None:
        volunteer = make_volunteer()
        browser(noor).get(VOLUNTEERS)
        browser(noor).post(VOLUNTEERS, {"q": volunteer.reference})
        says = shown(client.get(f"{path_of(volunteer, 'en')}looked/"))
        assert "in a list (1 time)" in says
        assert "in search results (1 time)" in says

    def test_a_link_for_something_else_opens_nothing(self, client: Client) -> None:
        request = make_request()
        path = f"{path_of(request, 'en')}looked/"
        assert client.get(path.replace("/help/", "/volunteer/")).status_code == 404
        assert client.post(path).status_code == 405
        Link.objects.all().delete()
        assert client.get(path).status_code == 404


class TestTheOldAddresses:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("/admin/accounts/look/", "/admin/audit/accesslogentry/"),
            ("/admin/accounts/look/?day=2026-11-30", "/admin/audit/accesslogentry/?day=2026-11-30"),
            ("/admin/accounts/look/17/change/", "/admin/audit/accesslogentry/17/change/"),
            ("/admin/requests_app/helprequest/17/looks/", "/admin/requests_app/helprequest/17/access-log/"),
            ("/admin/volunteers/volunteer/5/looks/?x=%2F1", "/admin/volunteers/volunteer/5/access-log/?x=%2F1"),
        ],
    )
    def test_redirect_for_good_and_keep_what_was_asked(self, client: Client, old: str, new: str) -> None:
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new)
        assert client.head(old).status_code == 301
        assert client.post(old).status_code == 405

    def test_lead_to_the_page_of_the_row(self, els: User) -> None:
        request = make_request()
        answer = browser(els).get(access_log_of(request).replace("access-log", "looks"), follow=True)
        assert answer.status_code == 200
        assert "Who viewed this" in shown(answer)

    def test_lead_an_auditor_to_the_list(self, auditor: User) -> None:
        answer = browser(auditor).get("/admin/accounts/look/?outcome=refused", follow=True)
        assert answer.status_code == 200
        assert answer.request["QUERY_STRING"] == "outcome=refused"

    def test_leave_no_entry_in_the_log(self, els: User) -> None:
        browser(els).get(access_log_of(make_request()).replace("access-log", "looks"))
        assert not AccessLogEntry.objects.exists()
