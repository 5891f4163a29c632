"""Retention: anyone whom no retention rule keeps any longer is erased automatically, to the day."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import LegalHold, Link, Person, PersonMerge, RetentionBatch
from brusselshelps.people.privacy import retention
from requests_app.models import HelpRequest, Match, OrganisationNeed
from tests.builders import make_call, make_need, make_person, make_request, make_sign_up, make_user, path_of
from tests.people.aged_rows import days_ago, is_erased, request_of, volunteer_of
from volunteers.models import SignUp, Volunteer
from volunteers.tasks import warn_quiet


def retained() -> retention.RetentionResult:
    """Run retention as if nobody had been reviewed before."""
    Person.objects.update(review_at=timezone.now())
    return retention.run()


class ResidentTests(TestCase):
    def test_thirty_days_after_the_last_item_ended_the_resident_is_erased(self) -> None:
        kept, gone = request_of(60, closed=29), request_of(60, closed=31)
        retained()
        assert (is_erased(kept), is_erased(gone)) == (False, True)
        gone.refresh_from_db()
        assert gone.message == ""

    def test_as_long_as_one_item_waits_it_is_not_closed(self) -> None:
        row = request_of(100, "dog", "phone", closed=90)
        row.items.filter(category__slug="dog").update(state="open")
        retained()
        assert not is_erased(row)

    def test_what_still_waits_goes_after_a_hundred_and_eighty_days_and_is_withdrawn(self) -> None:
        kept, gone = request_of(179), request_of(181)
        retained()
        assert (is_erased(kept), is_erased(gone)) == (False, True)
        assert {item.state for item in gone.items.all()} == {"withdrawn"}

    def test_closing_late_keeps_nobody_longer(self) -> None:
        row = request_of(181, closed=1)
        retained()
        assert is_erased(row)

    def test_spam_goes_thirty_days_after_it_was_set_aside(self) -> None:
        kept, gone = request_of(60), request_of(60)
        for row, days in ((kept, 29), (gone, 31)):
            row.set_aside("spam")
            HelpRequest.objects.filter(pk=row.pk).update(set_aside_at=days_ago(days))
        retained()
        assert (is_erased(kept), is_erased(gone)) == (False, True)

    def test_what_was_imported_as_closed_has_no_history_and_goes_all_the_same(self) -> None:
        row = make_request(received_at=days_ago(50), handled_at=days_ago(40))
        row.items.update(state="done")
        retained()
        assert is_erased(row)

    def test_with_several_requests_the_last_one_counts(self) -> None:
        old, young = request_of(100, closed=90), request_of(10)
        PersonMerge.objects.create(kept=old.person, merged=young.person, by=make_user("noor", "clerk", "vgc"))
        retained()
        assert not is_erased(old)
        old.refresh_from_db()
        assert old.message

    def test_links_and_signed_pages_go_along(self) -> None:
        row = request_of(60, closed=31)
        path_of(row)
        retained()
        assert not Link.objects.exists()


class VolunteerTests(TestCase):
    def test_thirty_days_after_stopping_a_volunteer_is_erased(self) -> None:
        kept, gone = volunteer_of(90, stopped=29), volunteer_of(90, stopped=31)
        retained()
        assert (is_erased(kept), is_erased(gone)) == (False, True)

    def test_after_eleven_quiet_months_a_letter_tells_of_it_once(self) -> None:
        young, quiet = volunteer_of(334), volunteer_of(336)
        for _night in range(3):
            retained()
        [job] = ProcrastinateJob.objects.filter(task_name__endswith="warn_quiet")
        assert job.args == {"volunteer_id": quiet.pk}
        assert not is_erased(young)

    def test_a_month_after_the_letter_who_stays_quiet_is_erased(self) -> None:
        quiet = volunteer_of(400)
        retained()
        assert not is_erased(quiet)
        Person.objects.filter(pk=quiet.person_id).update(notified_at=days_ago(29))
        retained()
        assert not is_erased(quiet)
        Person.objects.filter(pk=quiet.person_id).update(notified_at=days_ago(31))
        retained()
        assert is_erased(quiet)

    def test_who_has_no_address_goes_without_a_letter(self) -> None:
        kept, gone = (
            volunteer_of(days, person=make_person(email="", phone_as_written="02 000 00 01")) for days in (364, 366)
        )
        retained()
        assert (is_erased(kept), is_erased(gone)) == (False, True)
        assert not ProcrastinateJob.objects.filter(task_name__endswith="warn_quiet").exists()

    def test_who_helps_somebody_or_was_asked_lately_is_not_quiet(self) -> None:
        helps, asked = volunteer_of(800), volunteer_of(800)
        Match.propose(make_request().items.get(), helps, by=None)
        Match.propose(make_request().items.get(), asked, by=None).decline()
        retained()
        assert not is_erased(helps)
        assert not is_erased(asked)
        assert not ProcrastinateJob.objects.filter(task_name__endswith="warn_quiet").exists()

    @pytest.mark.today
    def test_a_break_that_was_announced_is_no_silence(self) -> None:
        row = volunteer_of(400, paused_until=timezone.localdate() + dt.timedelta(days=60))
        retained()
        assert not ProcrastinateJob.objects.filter(task_name__endswith="warn_quiet").exists()
        assert not is_erased(row)

    def test_the_letter_leads_to_a_page_where_one_button_is_enough_to_stay(self) -> None:
        quiet = volunteer_of(340)
        retained()
        warn_quiet(volunteer_id=quiet.pk)
        [letter] = mail.outbox
        path = path_of(quiet, "nl")
        assert path in letter.body
        page = self.client.get(path)
        assert f"{path}stay/" in page.content.decode()
        quiet.person.refresh_from_db()
        assert quiet.person.last_activity_at is None, "opening a page is no sign of life: mail scanners do it"
        self.client.post(f"{path}stay/")
        assert f"{path}stay/" not in self.client.get(path).content.decode()
        Person.objects.filter(pk=quiet.person_id).update(notified_at=days_ago(31), last_activity_at=days_ago(30))
        retained()
        assert not is_erased(quiet)

    def test_a_volunteer_active_before_the_letter_left_gets_none(self) -> None:
        quiet = volunteer_of(340)
        retained()
        quiet.person.note_activity()
        warn_quiet(volunteer_id=quiet.pk)
        assert mail.outbox == []


class OthersTests(TestCase):
    def test_organisations_go_thirty_days_after_their_need_is_closed_or_after_a_hundred_and_eighty(self) -> None:
        def need(received: float, closed: float | None = None) -> OrganisationNeed:
            at = days_ago(received)
            return make_need(received_at=at, recorded_at=at, closed_at=closed and days_ago(closed))

        kept, closed, old = need(60, closed=29), need(60, closed=31), need(181)
        retained()
        assert [is_erased(row) for row in (kept, closed, old)] == [False, True, True]
        old.refresh_from_db()
        assert (old.what, old.organisation) == ("", "De Linde")
        assert old.closed_at

    @pytest.mark.today
    def test_sign_ups_go_thirty_days_after_the_call_closes(self) -> None:
        today = timezone.localdate()
        over, open_ = (
            make_call(slug, open_until=today - dt.timedelta(days=days)) for slug, days in (("a", 31), ("b", 29))
        )
        kept, gone = (make_sign_up(call=call, at=days_ago(90), recorded_at=days_ago(90)) for call in (open_, over))
        without_end = make_sign_up(call=make_call("c", open_until=None), at=days_ago(170), recorded_at=days_ago(170))
        came = make_sign_up(call=SignUp.objects.get(pk=kept.pk).call, attended_at=days_ago(31))
        retained()
        assert [is_erased(row) for row in (kept, gone, without_end, came)] == [False, True, False, True]

    def test_a_person_no_retention_rule_covers_is_erased(self) -> None:
        person = make_person()
        retained()
        assert is_erased(person)


class BothTests(TestCase):
    def test_who_asked_and_still_helps_keeps_a_name_but_not_the_words_of_the_request(self) -> None:
        request = request_of(100, closed=31)
        helper = volunteer_of(100)
        PersonMerge.objects.create(kept=request.person, merged=helper.person, by=make_user("noor", "clerk", "vgc"))
        retained()
        request.refresh_from_db()
        assert not is_erased(request)
        assert not is_erased(helper)
        assert request.message == ""
        assert helper.candidacies.open().exists()
        [line] = RetentionBatch.objects.all()
        assert (line.what, line.columns) == ("asks", 1)
        retained()
        assert RetentionBatch.objects.count() == 1, "what is empty is not emptied again"

    def test_a_request_that_ends_leaves_what_the_same_person_offers(self) -> None:
        asked, helper, other = request_of(181, "dog"), volunteer_of(100, "dog"), volunteer_of(100, "dog")
        PersonMerge.objects.create(kept=asked.person, merged=helper.person, by=make_user("noor", "clerk", "vgc"))
        own, theirs = (
            Match.propose(make_request("dog").items.get(), helper, None),
            Match.propose(asked.items.get(), other, None),
        )
        retained()
        own.refresh_from_db()
        theirs.refresh_from_db()
        assert (own.state, theirs.state) == ("proposed", "cancelled")

    def test_merged_persons_are_erased_together_when_the_last_retention_rule_ends(self) -> None:
        one, other = request_of(200, closed=190), request_of(60, closed=31)
        PersonMerge.objects.create(kept=one.person, merged=other.person, by=make_user("noor", "clerk", "vgc"))
        retained()
        assert is_erased(one)
        assert is_erased(other)

    def test_two_persons_after_all_are_looked_at_again(self) -> None:
        one, other = request_of(100, closed=90), request_of(10)
        noor = make_user("noor", "clerk", "vgc")
        merge = PersonMerge.say_same(one.person, other.person, by=noor)
        retained()
        merge.undo(by=noor)
        retention.run()
        assert (is_erased(one), is_erased(other)) == (True, False)


class LookingAgainTests(TestCase):
    """Everybody is reviewed when something can first be due, no earlier and no later."""

    def look(self, person: Person) -> float:
        person.refresh_from_db()
        return round((person.review_at - timezone.now()) / dt.timedelta(days=1))

    def test_what_may_end_any_day_is_reviewed_after_the_shortest_period(self) -> None:
        row = request_of(10)
        retained()
        assert self.look(row.person) == 30

    def test_what_has_an_end_is_reviewed_then(self) -> None:
        closed, old, quiet = request_of(60, closed=10), request_of(170), volunteer_of(320)
        retained()
        assert [self.look(row.person) for row in (closed, old, quiet)] == [20, 10, 15]

    def test_a_request_closed_the_day_after_a_review_is_erased_to_the_day(self) -> None:
        row = request_of(40)
        retained()
        Person.objects.filter(pk=row.person_id).update(review_at=days_ago(0))
        row.withdraw(by=None)
        row.items.first().changes.update(at=days_ago(29.99))  # type: ignore[union-attr]
        retention.run()
        assert self.look(row.person) == 0
        assert not is_erased(row)

    def test_nobody_is_reviewed_twice_in_a_run(self) -> None:
        for _number in range(5):
            request_of(10)
        with CaptureQueriesContext(
            connection,
        ) as first:
            retained()
        with CaptureQueriesContext(connection) as second:
            retention.run()
        assert len(second) == 1
        assert len(first) > 1


class HoldTests(TestCase):
    def setUp(self) -> None:
        self.els = make_user("els", "lead", "vgc")
        self.row = request_of(200)
        self.hold = LegalHold.put_on(self.row.person, "a claim at the justice of the peace", by=self.els)

    def test_who_is_held_is_passed_over_with_all_who_are_the_same(self) -> None:
        other = request_of(200)
        PersonMerge.objects.create(kept=self.row.person, merged=other.person, by=self.els)
        retained()
        assert not is_erased(self.row)
        assert not is_erased(other)

    def test_when_the_hold_ends_the_usual_periods_count_again(self) -> None:
        retained()
        self.hold.end(by=self.els)
        retention.run()
        assert is_erased(self.row)

    @pytest.mark.today
    def test_a_hold_that_ends_with_a_day_holds_no_longer(self) -> None:
        LegalHold.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
        retained()
        assert is_erased(self.row)

    def test_who_asks_to_be_erased_is_told_and_is_as_soon_as_it_ends(self) -> None:
        row = request_of(1)
        hold = LegalHold.put_on(row.person, "a claim", by=self.els)
        answer = self.client.post(f"{path_of(row, 'en')}forget/")
        assert "later" in answer.content.decode()
        assert not is_erased(row)
        assert {item.state for item in row.items.all()} == {"withdrawn"}
        hold.end(by=self.els)
        retention.run()
        assert is_erased(row)

    def test_the_reason_goes_with_the_rest(self) -> None:
        self.hold.end(by=self.els)
        retained()
        self.hold.refresh_from_db()
        assert self.hold.reason == ""

    @pytest.mark.today
    def test_a_hold_is_refused_with_a_sentence(self) -> None:
        person = make_person()
        for reason, until in (("", None), ("why", timezone.localdate() - dt.timedelta(days=1))):
            with pytest.raises(ValidationError):
                LegalHold.put_on(person, reason, by=self.els, until=until)
        with pytest.raises(ValidationError):
            LegalHold.put_on(self.row.person, "twice", by=self.els)
        person.erase()
        with pytest.raises(ValidationError):
            LegalHold.put_on(person, "why", by=self.els)
        self.hold.end(by=self.els)
        with pytest.raises(ValidationError):
            self.hold.end(by=self.els)


class LineTests(TestCase):
    def told(self, *options: str) -> str:
        out = io.StringIO()
        Person.objects.update(review_at=timezone.now())
        call_command("run_retention", *options, stdout=out)
        return out.getvalue()

    def test_a_dry_run_counts_and_changes_nothing(self) -> None:
        gone, quiet = request_of(200), volunteer_of(400)
        said = self.told("--dry-run")
        assert not is_erased(gone)
        assert not ProcrastinateJob.objects.filter(task_name__endswith="warn_quiet").exists()
        assert "1 people whose data was erased, 4 fields erased" in said
        assert "1 volunteers notified in advance" in said
        assert {line.dry_run for line in RetentionBatch.objects.all()} == {True}
        assert "Maria" not in said
        assert str(quiet.person_id) not in said

    def test_a_dry_run_tells_what_the_run_then_does(self) -> None:
        for number in range(7):
            request_of(200 if number % 2 else 10)
        volunteer_of(90, stopped=31)
        before, after = self.told("--dry-run", "--size", "2"), self.told("--size", "3")
        assert before.splitlines()[1:] == after.splitlines()[1:]

    def test_each_batch_leaves_a_line_that_names_nobody(self) -> None:
        for _number in range(5):
            request_of(200)
        self.told("--size", "2")
        assert [line.number for line in RetentionBatch.objects.order_by("pk")] == [2, 2, 1]

    def test_one_that_fails_keeps_no_others_waiting(self) -> None:
        bad, good = request_of(200), request_of(200)
        # Simulate a bug of ours: the database refuses to erase this request.
        with connection.cursor() as cursor:
            cursor.execute(
                "create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$; "
                "create trigger refuse before update of message on requests_app_helprequest for each row "
                f"when (old.id = {bad.pk:d}) execute function refuse()"
            )
        with self.assertLogs("brusselshelps.people.privacy.retention", "ERROR") as logged:
            retained()
        assert (is_erased(bad), is_erased(good)) == (False, True)
        assert str(bad.person_id) in logged.output[0]
        bad.person.refresh_from_db()
        assert bad.person.review_at > timezone.now()


class SweepTests(TestCase):
    def test_what_is_over_is_deleted_and_what_is_not_stays(self) -> None:
        volunteer = volunteer_of(1)
        path_of(volunteer)
        old = path_of(request_of(1))
        assert old
        Link.objects.filter(purpose="request").update(expires_at=days_ago(1))
        call_command("run_retention", stdout=io.StringIO())
        assert [link.purpose for link in Link.objects.all()] == ["volunteer"]
        assert RetentionBatch.objects.get(what="links").number == 1


@pytest.mark.django_db
def test_nobody_meets_an_old_volunteer_again(client: Any) -> None:
    """A volunteer who has been erased may register again with the same address."""
    gone = volunteer_of(90, stopped=31)
    retained()
    assert Volunteer.objects.get(pk=gone.pk).email_key is None
