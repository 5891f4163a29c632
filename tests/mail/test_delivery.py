"""Delivery of e-mails: they may be delayed but are never lost, and the desk is notified of permanent refusals."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection, transaction

from brusselshelps.mail import ATTEMPTS_AFTER_THE_FIRST, take_up_stalled_jobs
from brusselshelps.people.models import Link, Person
from requests_app.tasks import confirm_request, mail_request_links, send_request_links
from tests.builders import make_person, make_request, make_volunteer
from tests.mail.post import PostOffice, let_time_pass, letters_waiting, work
from volunteers.tasks import remind_registered

REFUSED_FOR_GOOD = [
    ("RCPT", "550 5.1.1 No such mailbox"),
    ("RCPT", "550 nobody here"),
    ("DATA", "552 5.2.2 Mailbox full"),
]
REFUSED_FOR_NOW = [
    ("RCPT", "450 4.2.0 Come back later"),
    ("RCPT", "421 4.3.2 Shutting down"),
    ("DATA", "451 4.3.0 Out of room"),
    ("DATA", "take it and close without a word"),
    ("DATA", "hang"),
    # Problems on our side, which we will fix, so the e-mail is kept.
    ("RCPT", "554 5.7.1 Relaying denied"),
    ("RCPT", "530 5.5.1 Sign in first"),
    ("DATA", "554 5.7.1 You are on a list"),
]
NO_ADDRESSES = ("jörg@example.org", "maria.\u212a@example.org", "maria", "maria@" + "ü" * 60 + ".be")


def ask(**person: Any) -> Person:
    """Create a request for help and queue the e-mail that confirms it; returns the person."""
    request = make_request(person=make_person(**person))
    confirm_request.defer(request_id=request.pk)
    return request.person


def is_to_be_called(person: Person) -> bool:
    person.refresh_from_db()
    return person.mail_failed_at is not None


def test_a_mail_server_that_is_away_delays_and_loses_nothing(post_office: PostOffice) -> None:
    post_office.close()
    person = ask()
    for attempt in (1, 2):
        work()
        [job] = letters_waiting()
        assert (job.status, job.attempts) == ("todo", attempt)
        let_time_pass()
    post_office.open()
    work()
    assert [letter["To"] for letter in post_office.received] == [person.email]
    assert letters_waiting() == []
    assert not is_to_be_called(person)


def test_what_may_pass_is_tried_again_and_arrives(post_office: PostOffice) -> None:
    people = {answer: ask() for _step, answer in REFUSED_FOR_NOW}
    for step, answer in REFUSED_FOR_NOW:
        post_office.says(step, answer, to=people[answer].email)
    work()
    assert {job.status for job in letters_waiting()} == {"todo"}
    assert len(letters_waiting()) == len(people)
    post_office.calms_down()
    post_office.received.clear()
    let_time_pass()
    work()
    assert {letter["To"] for letter in post_office.received} == {person.email for person in people.values()}
    assert letters_waiting() == []
    assert not any(map(is_to_be_called, people.values()))


def test_a_refused_sender_is_our_own_fault(post_office: PostOffice) -> None:
    person = ask()
    post_office.says("MAIL", "550 5.1.8 We do not know this sender")
    work()
    assert [job.status for job in letters_waiting()] == ["todo"]
    assert not is_to_be_called(person)


def test_a_refused_password_is_our_own_fault(post_office: PostOffice, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "house", "secret"
    post_office.knows_passwords = False
    person = ask()
    work()
    assert [job.status for job in letters_waiting()] == ["todo"]
    assert not is_to_be_called(person)


def test_a_letter_that_arrived_unsaid_is_known_by_its_number_when_it_comes_again(post_office: PostOffice) -> None:
    ask()
    post_office.says("DATA", "take it and close without a word")
    work()
    post_office.calms_down()
    let_time_pass()
    work()
    first, second = post_office.received
    assert first["Message-ID"] == second["Message-ID"]


def test_two_letters_have_two_numbers(post_office: PostOffice) -> None:
    ask()
    ask()
    work()
    assert len({letter["Message-ID"] for letter in post_office.received}) == 2


def test_an_address_that_is_refused_for_good_is_called_instead(post_office: PostOffice) -> None:
    people = {answer: ask() for _step, answer in REFUSED_FOR_GOOD}
    for step, answer in REFUSED_FOR_GOOD:
        post_office.says(step, answer, to=people[answer].email)
    work()
    assert [answer for answer, person in people.items() if not is_to_be_called(person)] == []
    assert letters_waiting() == []


def test_an_address_that_no_server_could_be_given_is_called_instead(post_office: PostOffice) -> None:
    people = [ask(email=address) for address in NO_ADDRESSES]
    work()
    assert [person.email for person in people if not is_to_be_called(person)] == []
    assert letters_waiting() == []
    assert post_office.received == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_after_the_last_attempt_somebody_calls(post_office: PostOffice, step: str) -> None:
    person = ask()
    post_office.says(step, "450 4.3.0 Come back later")
    let_time_pass(attempts=ATTEMPTS_AFTER_THE_FIRST - 1)
    work()
    assert not is_to_be_called(person)
    let_time_pass()
    work()
    assert is_to_be_called(person)
    assert [job.status for job in letters_waiting()] == ["failed"]


def test_the_mark_keeps_its_first_day(post_office: PostOffice) -> None:
    person = ask()
    post_office.says("RCPT", "550 5.1.1 No such mailbox")
    work()
    person.refresh_from_db()
    since = person.mail_failed_at
    confirm_request.defer(request_id=person.help_requests.get().pk)
    work()
    person.refresh_from_db()
    assert person.mail_failed_at == since


def test_a_mail_that_is_delivered_later_takes_the_mark_away(post_office: PostOffice) -> None:
    person = ask()
    post_office.says("RCPT", "550 5.1.1 No such mailbox")
    work()
    assert is_to_be_called(person)
    post_office.calms_down()
    send_request_links(person.pk)
    work()
    assert not is_to_be_called(person)


def test_an_address_that_was_corrected_meanwhile_gets_no_mark(db: None) -> None:
    person = make_person(email="maria@exmple.org")
    Person.objects.filter(pk=person.pk).update(email="maria@example.org")
    person.mail_failed()
    assert not is_to_be_called(person)


def test_who_was_erased_meanwhile_gets_no_letter_and_no_link(post_office: PostOffice) -> None:
    person = ask()
    person.erase()
    work()
    assert post_office.received == []
    assert letters_waiting() == []
    assert not Link.objects.exists()


def test_a_link_that_is_asked_for_five_times_is_mailed_once(post_office: PostOffice) -> None:
    person = make_request().person
    for _time in range(5):
        with transaction.atomic():
            send_request_links(person.pk)
    work()
    assert len(post_office.received) == 1


def test_a_link_that_is_being_mailed_is_not_queued_beside_it(post_office: PostOffice) -> None:
    """If the first job failed, it could not return to the queue, because the second would hold its queueing lock."""
    person = make_request().person
    send_request_links(person.pk)
    set_doing()
    send_request_links(person.pk)
    assert [job.status for job in letters_waiting()] == ["doing"]


def test_a_link_that_was_mailed_can_be_asked_again(post_office: PostOffice) -> None:
    person = make_request().person
    for _time in range(2):
        send_request_links(person.pk)
        work()
    assert len(post_office.received) == 2


def test_a_letter_left_by_a_killed_worker_yields_to_the_same_one_in_the_queue(post_office: PostOffice) -> None:
    person = make_request().person
    send_request_links(person.pk)
    set_doing()
    [job] = letters_waiting()
    later = mail_request_links.configure(queueing_lock=job.queueing_lock, schedule_in={"hours": 1})
    same = later.defer(person_id=person.pk)
    confirm_request.defer(request_id=person.help_requests.get().pk)
    set_doing("confirm_request")
    take_up_stalled_jobs.defer(timestamp=0)
    work()
    assert [job.pk for job in letters_waiting()] == [same]
    assert len(post_office.received) == 1


def set_doing(task: str = "") -> None:
    """Leave the jobs as a killed worker would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = null where task_name like %s", [f"%{task}"]
        )


def test_no_address_name_or_token_reaches_the_queue_or_a_log(
    post_office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="procrastinate")
    person = ask(name="Marker Peeters", email="marker@example.org")
    remind = make_volunteer_of(person)
    for step, answer in (("RCPT", "450 marker@example.org later"), ("DATA", "550 marker@example.org never")):
        post_office.calms_down()
        post_office.says(step, answer)
        send_request_links(person.pk)
        remind_registered(remind)
        work()
        let_time_pass()
        assert_no_trace(stored_in_the_queue(), person)
    post_office.says("DATA", "450 marker@example.org later")
    confirm_request.defer(request_id=person.help_requests.get().pk)
    let_time_pass(attempts=ATTEMPTS_AFTER_THE_FIRST)
    work()
    assert_no_trace(stored_in_the_queue(), person)
    ours = [record for record in caplog.records if not record.name.startswith(("mail.", "asyncio"))]
    formatter = logging.Formatter("%(name)s %(message)s %(job)s", defaults={"job": ""})
    for record in ours:
        record.exc_text = None  # set by our formatter, which shows less than others would
    log = "\n".join(formatter.format(record) for record in ours)
    assert "brusselshelps.mail" in log
    assert "SMTPRecipientsRefused 450" in log
    assert_no_trace(log, person)


def make_volunteer_of(person: Person) -> Any:
    return make_volunteer(person=make_person(name=person.name, email=person.email))


def stored_in_the_queue() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "select j::text from procrastinate_jobs j union all select e::text from procrastinate_events e "
            "union all select p::text from procrastinate_periodic_defers p"
        )
        return "\n".join(row for (row,) in cursor)


def assert_no_trace(text: str, person: Person) -> None:
    assert text
    for trace in ("marker", "peeters", *(link.token.lower() for link in Link.objects.all())):
        assert trace not in text.lower()
