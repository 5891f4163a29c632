"""The access log: a permanent record of which staff were shown which rows, or were refused access to them."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brusselshelps.accounts.models import User
from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.reference.models import Partner
from requests_app.desk.viewed_request_token import proof_of_view
from requests_app.models import HelpRequest, Match
from tests.builders import make_need, make_person, make_request, make_sign_up, make_user, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, page_of, take_on

pytestmark = pytest.mark.django_db
REQUEST, VOLUNTEER = "requests_app.helprequest", "volunteers.volunteer"


def logged() -> list[tuple[str, str, list[int], str]]:
    return [(entry.place, entry.what, entry.rows, entry.outcome) for entry in AccessLogEntry.objects.order_by("pk")]


@contextmanager
def tampering() -> Iterator[Any]:
    """A cursor with the log's triggers disabled, as somebody with every right on the database could have."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; alter table audit_accesslogentry disable trigger user")
        yield cursor
        cursor.execute("alter table audit_accesslogentry enable trigger user; set constraints all deferred")


def verify(**options: Any) -> str:
    """The output of the command, including when it fails."""
    out = io.StringIO()
    try:
        call_command("verify_access_log", stdout=out, **options)
    except CommandError as failure:
        out.write(str(failure))
    return out.getvalue()


def view_often(user: User, times: int) -> None:
    make_request()
    client = browser(user)
    for _time in range(times):
        client.get(REQUESTS)


class TestWhatLeavesALine:
    def test_a_list_leaves_one_with_all_that_was_in_it(self, noor: User) -> None:
        keys = sorted(make_request().pk for _time in range(3))
        browser(noor).get(REQUESTS)
        entry = AccessLogEntry.objects.get()
        assert (entry.by, entry.office, entry.role) == (noor, noor.backoffice, "clerk")
        assert logged() == [("list", REQUEST, keys, "shown")]

    @pytest.mark.parametrize("make", [make_volunteer, make_sign_up, make_need])
    def test_so_do_the_other_lists_and_the_page_of_each_row(self, noor: User, make: Any) -> None:
        row = make()
        label = row._meta.label_lower
        client = browser(noor)
        client.get(page_of(row).replace(f"{row.pk}/change/", ""))
        client.get(page_of(row))
        assert logged() == [("list", label, [row.pk], "shown"), ("page", label, [row.pk], "shown")]

    def test_what_a_search_found_is_in_the_access_log_and_what_was_searched_for_is_not(self, noor: User) -> None:
        found, _other = make_request(person=make_person(name="Zoé Vanderborght")), make_request()
        browser(noor).post(REQUESTS, {"q": "zoe vanderborght"})
        assert logged() == [("search", REQUEST, [found.pk], "shown")]
        row = AccessLogEntry.objects.values_list().get()
        assert "vanderborght" not in str(row).casefold()

    def test_the_page_of_a_request_names_the_volunteer_who_can_be_called_from_it(self, noor: User) -> None:
        request, volunteer = make_request(), make_volunteer()
        request.take_on(by=noor)
        Match.propose(request.items.get(), volunteer, by=noor)
        with CaptureQueriesContext(connection) as asked:
            browser(noor).get(page_of(request))
        assert logged() == [("page", REQUEST, [request.pk], "shown"), ("page", VOLUNTEER, [volunteer.pk], "shown")]
        assert len([query for query in asked if 'INTO "audit_accesslogentry"' in query["sql"]]) == 1

    def test_the_candidates_that_are_shown_are_in_the_access_log(self, noor: User) -> None:
        request = make_request()
        keys = [make_volunteer().pk for _number in range(11)]
        item = request.items.get()
        page = browser(noor).get(f"{REQUESTS}{request.pk}/items/{item.pk}/candidates/")
        drawn = sorted(row.volunteer.pk for row in page.context["rows"])
        assert len(drawn) == 10 < len(keys)
        assert logged() == [
            ("candidates", REQUEST, [request.pk], "shown"),
            ("candidates", VOLUNTEER, drawn, "shown"),
        ]

    def test_an_earlier_caller_who_is_shown_is_in_the_access_log(self, noor: User) -> None:
        phone = {"phone": "+32470123456", "phone_as_written": "0470 12 34 56"}
        request, volunteer = make_request(person=make_person(**phone)), make_volunteer(person=make_person(**phone))
        browser(noor).post(f"{REQUESTS}phone/", {"look": "", "phone": "0470/12.34.56"})
        assert logged() == [
            ("phone", REQUEST, [request.pk], "shown"),
            ("phone", VOLUNTEER, [volunteer.pk], "shown"),
        ]

    def test_possible_duplicates_that_are_shown_are_in_the_access_log(self, noor: User) -> None:
        one, other = (make_request(person=make_person(name="Maria Same")) for _time in range(2))
        browser(noor).get(page_of(one))
        assert logged() == [("page", REQUEST, sorted([one.pk, other.pk]), "shown")]

    def test_the_page_of_a_volunteer_names_the_requests_of_the_own_office(self, noor: User, karim: User) -> None:
        volunteer, ours, theirs = make_volunteer(max_active=2), make_request(), make_request()
        for request, by in ((ours, noor), (theirs, karim)):
            request.take_on(by=by)
            Match.propose(request.items.get(), volunteer, by=by)
        browser(noor).get(page_of(volunteer))
        assert logged() == [("page", REQUEST, [ours.pk], "shown"), ("page", VOLUNTEER, [volunteer.pk], "shown")]

    def test_a_page_that_shows_nobody_leaves_none(self, noor: User, administrator: User) -> None:
        make_request()
        for address in ("/admin/", f"{REQUESTS}weather/", f"{REQUESTS}phone/", "/admin/reference/category/"):
            assert browser(noor).get(address).status_code == 200
        assert browser(administrator).get("/admin/").status_code == 200
        take_on(browser(noor), make_request(), follow="")
        assert [look for look in logged() if look[0] != "page"] == []

    def test_an_empty_list_leaves_none(self, noor: User) -> None:
        browser(noor).get(REQUESTS)
        assert logged() == []

    def test_a_button_leaves_none_for_what_it_does_and_one_for_what_it_leads_to(self, noor: User) -> None:
        request = make_request()
        client = browser(noor)
        client.post(f"{REQUESTS}{request.pk}/take-on/")
        assert logged() == []
        client.get(page_of(request))
        assert logged() == [("page", REQUEST, [request.pk], "shown")]

    def test_a_correction_leaves_none_for_what_it_saves_and_one_for_what_it_has_to_show(self, noor: User) -> None:
        request, volunteer = make_request(), make_volunteer()
        request.take_on(by=noor)
        Match.propose(request.items.get(), volunteer, by=noor)
        client = browser(noor)
        assert client.post(page_of(request), {"urgency": "today"}).status_code == 302
        assert logged() == []
        assert client.post(page_of(request), {"name": ""}).status_code == 200
        assert logged() == [("page", REQUEST, [request.pk], "shown"), ("page", VOLUNTEER, [volunteer.pk], "shown")]

    def test_the_office_and_role_stay_those_of_that_moment(self, noor: User) -> None:
        make_request()
        browser(noor).get(REQUESTS)
        before = noor.backoffice
        noor.role, noor.backoffice = "lead", Partner.objects.get(slug="cocof")
        noor.save()
        assert (AccessLogEntry.objects.get().role, AccessLogEntry.objects.get().office) == ("clerk", before)


class TestWhatIsRefused:
    def test_a_row_of_another_office_and_one_that_is_not_there_leave_the_same(self, noor: User, karim: User) -> None:
        request = make_request()
        request.take_on(by=noor)
        client = browser(karim)
        for key in (request.pk, 999999):
            assert client.get(f"{REQUESTS}{key}/change/").status_code == 404
        assert logged() == [("page", REQUEST, [key], "refused") for key in (request.pk, 999999)]

    @pytest.mark.parametrize("verb", ["take-on", "hand-over", "set-aside/spam", "put-back", "notes", "attempts"])
    def test_so_does_every_button(self, noor: User, karim: User, verb: str) -> None:
        request = make_request()
        request.take_on(by=noor)
        assert browser(karim).post(f"{REQUESTS}{request.pk}/{verb}/").status_code == 404
        assert logged() == [("elsewhere", REQUEST, [request.pk], "refused")]

    def test_who_may_see_no_persons_and_tries(self, lies: User) -> None:
        request = make_request()
        client = browser(lies)
        for address in (REQUESTS, page_of(request)):
            assert client.get(address).status_code == 403
        assert logged() == [("list", REQUEST, [], "refused"), ("page", REQUEST, [request.pk], "refused")]

    def test_a_row_that_the_address_names_otherwise(self, noor: User, karim: User, lies: User) -> None:
        volunteer, request, theirs = make_volunteer(), make_request(), make_request()
        theirs.take_on(by=karim)
        browser(lies).get(f"{REQUESTS}insurance/{volunteer.pk}/")
        browser(noor).post(f"{REQUESTS}same/volunteer/999999/{theirs.person_id}/")
        browser(noor).post(f"{REQUESTS}same/request/{request.pk}/{theirs.person_id}/")
        rows = [(VOLUNTEER, [volunteer.pk]), (VOLUNTEER, [999999]), ("people.person", [theirs.person_id])]
        assert logged() == [("elsewhere", *row, "refused") for row in rows]

    def test_a_hold_on_a_volunteer_that_a_clerk_tries(self, noor: User) -> None:
        volunteer = make_volunteer()
        browser(noor).post(f"{REQUESTS}hold/volunteer/{volunteer.pk}/")
        assert logged() == [("elsewhere", VOLUNTEER, [volunteer.pk], "refused")]

    def test_what_the_other_office_took_meanwhile(self, noor: User, karim: User) -> None:
        request = make_request()
        proof = {"shown": proof_of_view(noor, request.pk)}
        request.take_on(by=karim)
        client = browser(noor)
        assert client.post(f"{REQUESTS}{request.pk}/take-on/", proof).status_code == 302
        assert client.post(page_of(request), proof).status_code == 409
        assert logged() == [(place, REQUEST, [request.pk], "refused") for place in ("elsewhere", "page")]

    @pytest.mark.parametrize("verb", ["insurance/{}/", "same/request/{}/1/", "same/request/{}/undo/1/"])
    def test_a_key_that_no_row_can_have(self, noor: User, verb: str) -> None:
        assert browser(noor).post(f"{REQUESTS}{verb.format(2**63)}").status_code == 404
        assert [rows for _place, _what, rows, _outcome in logged()] == [[]]

    @pytest.mark.parametrize("key", ["x", "0", "9" * 30, "9" * 5000, "-1", "1%00", "\u0663"])
    def test_a_key_that_is_none(self, noor: User, key: str) -> None:
        assert browser(noor).get(f"{REQUESTS}{key}/change/").status_code in (400, 404)
        assert [(what, rows) for _place, what, rows, _outcome in logged()] in (
            [],
            [(REQUEST, [])],
            [(REQUEST, [0])],
        )

    def test_whoever_is_not_signed_in_leaves_none(self, client: Client) -> None:
        assert client.get(page_of(make_request())).status_code == 302
        assert client.get(f"{REQUESTS}nowhere/at/all/").status_code in (302, 404)
        assert logged() == []

    def test_an_address_of_nothing_leaves_none(self, noor: User) -> None:
        for address in ("/admin/nowhere/", "/admin/no/where/5/change/", "/admin/x/y/z/"):
            assert browser(noor).get(address).status_code == 404
        assert logged() == []


class TestForGood:
    @pytest.mark.parametrize(
        "statement",
        [
            "update audit_accesslogentry set rows = '{}'",
            "delete from audit_accesslogentry",
            "update audit_accesslogentry set at = at, digest = digest where id = 1",
        ],
    )
    def test_no_line_is_changed_or_removed(self, noor: User, statement: str) -> None:
        view_often(noor, 1)
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert verify().startswith("The access log is intact.")

    def test_nor_is_the_access_log_emptied(self, noor: User) -> None:
        view_often(noor, 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "set constraints all immediate; alter table audit_accesslogentry enable trigger never_emptied"
            )
            with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
                cursor.execute("truncate audit_accesslogentry")
            cursor.execute("alter table audit_accesslogentry disable trigger never_emptied")
        assert AccessLogEntry.objects.count() == 1

    @pytest.mark.today
    def test_number_moment_and_digest_are_the_databases_own(self, noor: User) -> None:
        before = dt.datetime.now(dt.UTC)
        line = {"by": noor, "role": "clerk", "place": "list", "what": REQUEST, "rows": [1], "outcome": "shown"}
        forged = AccessLogEntry(pk=77, at=before - dt.timedelta(days=9), previous="x", digest="y", **line)
        AccessLogEntry.objects.bulk_create([forged])
        entry = AccessLogEntry.objects.get()
        assert (entry.pk, entry.previous) == (1, "")
        assert before - dt.timedelta(minutes=1) < entry.at
        assert entry.digest == entry.computed_digest()

    def test_no_words_fit_in_a_line(self, noor: User) -> None:
        line = {"by": noor, "role": "clerk", "place": "list", "rows": [1], "outcome": "shown"}
        for words in ("Maria Peeters", "0470 12 34 56", "", "people.person|x"):
            with pytest.raises(DatabaseError, match="access_log_names_a_model"), transaction.atomic():
                AccessLogEntry.objects.create(what=words, **line)

    @pytest.mark.today
    def test_the_time_never_runs_back(self, noor: User) -> None:
        view_often(noor, 1)
        tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        with tampering() as cursor:
            cursor.execute("update audit_accesslogentry set at = %s", [tomorrow])
        view_often(noor, 1)
        assert list(AccessLogEntry.objects.order_by("pk").values_list("at", flat=True)) == [tomorrow, tomorrow]

    def test_without_the_line_nothing_is_shown(self, noor: User) -> None:
        request = make_request(person=make_person(name="Maria Unmistakable"))
        client = browser(noor)
        client.raise_request_exception = False
        with connection.cursor() as cursor:
            cursor.execute(
                "create function refuse() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$;"
                "create trigger a_fault before insert on audit_accesslogentry for each row execute function refuse()"
            )
        for address in (REQUESTS, page_of(request)):
            with transaction.atomic():
                page = client.get(address)
                transaction.set_rollback(True)
            assert page.status_code == 500
            assert "Unmistakable" not in page.content.decode()
            assert request.reference not in page.content.decode()

    def test_a_page_that_fails_shows_nothing_and_leaves_nothing(
        self, noor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = make_request()
        client = browser(noor)
        client.raise_request_exception = False
        monkeypatch.setattr("requests_app.desk.panels.history.history_of", None)
        assert client.get(page_of(request)).status_code == 500
        assert logged() == []


class TestTheChain:
    def test_an_intact_access_log_says_so_and_how_it_ends(self, noor: User) -> None:
        assert verify() == "The access log is intact. It has no entries yet.\n"
        view_often(noor, 3)
        newest = AccessLogEntry.objects.latest("pk")
        assert verify() == f"The access log is intact. Its newest entry: 3, its digest: {newest.digest}\n"
        assert verify(entry=3, digest=newest.digest) == verify()

    @pytest.mark.parametrize(
        "change",
        [
            "at = at + interval '1 microsecond'",
            "by_id = (select max(id) from accounts_user)",
            "role = 'lead'",
            "office_id = null",
            "place = 'page'",
            "what = 'people.person'",
            "rows = '{}'",
            "outcome = 'refused'",
        ],
    )
    def test_a_line_that_was_changed_is_named(self, noor: User, karim: User, change: str) -> None:
        view_often(noor, 4)
        with tampering() as cursor:
            cursor.execute(f"update audit_accesslogentry set {change} where id = 2")
        assert verify() == "Entry 2 was changed after it was written.\nThe access log is not intact."

    def test_a_line_that_was_changed_with_its_digest_no_longer_fits_the_next(self, noor: User) -> None:
        view_often(noor, 3)
        entry = AccessLogEntry.objects.get(pk=2)
        entry.rows = [entry.rows[0] + 1]
        with tampering() as cursor:
            cursor.execute(
                "update audit_accesslogentry set rows = %s, digest = %s where id = 2",
                [entry.rows, entry.computed_digest()],
            )
        assert verify() == "Entry 3 does not follow entry 2: one of them was rewritten.\nThe access log is not intact."

    def test_lines_that_were_taken_away_are_counted(self, noor: User) -> None:
        view_often(noor, 6)
        with tampering() as cursor:
            cursor.execute("delete from audit_accesslogentry where id in (3, 4)")
        assert verify() == "Between entries 2 and 5 there are entries missing: 2.\nThe access log is not intact."

    def test_the_newest_lines_taken_away_show_to_who_kept_a_digest(self, noor: User) -> None:
        view_often(noor, 3)
        newest = AccessLogEntry.objects.latest("pk")
        with tampering() as cursor:
            cursor.execute("delete from audit_accesslogentry where id = 3")
        assert verify().startswith("The access log is intact. Its newest entry: 2")
        said = verify(entry=3, digest=newest.digest)
        assert said == "There is no entry 3 with that digest.\nThe access log is not intact."
        view_often(noor, 1)
        assert "not intact" in verify(entry=3, digest=newest.digest)

    def test_a_digest_that_was_copied_wrong_is_told_as_such(self, noor: User) -> None:
        view_often(noor, 2)
        entry = AccessLogEntry.objects.latest("pk")
        said = verify(entry=entry.pk, digest=entry.digest[:-1])
        assert f"the digest you gave is not the digest of entry {entry.pk}." in said
        assert "Compare the number and the digest with what you kept" in said
        assert verify(entry=entry.pk, digest=entry.digest).startswith("The access log is intact.")

    def test_what_is_left_after_the_oldest_lines_were_trimmed_is_whole(self, noor: User) -> None:
        view_often(noor, 4)
        with tampering() as cursor:
            cursor.execute("delete from audit_accesslogentry where id < 3")
        assert verify().startswith("The access log is intact. Its newest entry: 4")

    def test_a_number_without_a_digest_is_no_question(self) -> None:
        assert verify(entry=3) == "Give both --entry and --digest, or neither."

    def test_many_at_the_same_time_make_one_chain(self, transactional_db: None) -> None:
        make_user("noor", "clerk", "vgc")
        failures: list[Exception] = []

        def write() -> None:
            line = {"role": "clerk", "place": "list", "what": REQUEST, "rows": [1], "outcome": "shown"}
            try:
                user = User.objects.get(username="noor")
                for _time in range(20):
                    AccessLogEntry.objects.bulk_create(
                        [AccessLogEntry(by=user, **line), AccessLogEntry(by=user, **line)]
                    )
            except Exception as failure:
                failures.append(failure)
            finally:
                connection.close()

        threads = [threading.Thread(target=write) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        moments = list(AccessLogEntry.objects.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert verify().startswith("The access log is intact. Its newest entry: 160,")


def test_an_entry_about_one_row_of_many_is_found_by_an_index(noor: User) -> None:
    line = {"by": noor, "role": "clerk", "place": "list", "what": REQUEST, "outcome": "shown"}
    AccessLogEntry.objects.bulk_create(
        [AccessLogEntry(rows=list(range(key, key + 20)), **line) for key in range(0, 40000, 20)]
    )
    with connection.cursor() as cursor:
        cursor.execute("select gin_clean_pending_list('access_log_by_row')")
        cursor.execute("analyze audit_accesslogentry")
        found = AccessLogEntry.objects.about_rows({HelpRequest: [777]})
        sql, params = found.query.sql_with_params()
        cursor.execute(f"explain {sql}", params)
        assert "access_log_by_row" in "\n".join(line for (line,) in cursor.fetchall())
    assert found.count() == 1
