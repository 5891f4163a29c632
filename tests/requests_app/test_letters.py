"""The e-mails sent after a form: in the person's language, through the queue, and none lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.mail import take_up_stalled_jobs
from requests_app.tasks import confirm_request
from tests.builders import make_person, make_request, make_volunteer
from volunteers.tasks import confirm_known_address, confirm_registration

pytestmark = pytest.mark.django_db

SUBJECTS = {"nl": "hulpvraag", "fr": "demande", "en": "help request"}


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_confirmation_is_in_the_language_of_the_person(language: str) -> None:
    request = make_request("dog", "letter", postcode="1020", person=make_person(contact_language=language))
    confirm_request(request_id=request.pk)
    [letter] = mail.outbox
    assert SUBJECTS[language] in letter.subject
    assert request.reference in letter.subject
    assert letter.to == [request.person.email]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "1020" in letter.body
    assert letter.body.count("\n- ") == 2


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_volunteer_reads_what_they_offered(language: str) -> None:
    volunteer = make_volunteer("dog", "letter", person=make_person(contact_language=language))
    confirm_registration(volunteer_id=volunteer.pk)
    confirm_known_address(volunteer_id=volunteer.pk)
    assert len({letter.subject for letter in mail.outbox}) == 2
    for letter in mail.outbox:
        assert volunteer.reference in letter.body
        assert letter.body.count("\n- ") == 2


def test_a_name_is_written_as_it_is_and_breaks_no_header() -> None:
    request = make_request(person=make_person(name='O\'Neil & "Zoë" <b>'))
    confirm_request(request_id=request.pk)
    assert 'O\'Neil & "Zoë" <b>' in mail.outbox[0].body


def test_who_was_erased_meanwhile_gets_no_mail() -> None:
    request = make_request()
    request.person.erase()
    confirm_request(request_id=request.pk)
    assert mail.outbox == []


class QueueTests(TransactionTestCase):
    """Uses a worker and real transactions."""

    def test_what_was_queued_is_sent_once(self) -> None:
        with transaction.atomic():
            request = make_request()
            confirm_request.defer(request_id=request.pk)
        self.work()
        self.work()
        assert len(mail.outbox) == 1
        assert not ProcrastinateJob.objects.filter(status="todo").exists()

    def test_what_is_rolled_back_is_never_sent(self) -> None:
        with transaction.atomic():
            request = make_request()
            confirm_request.defer(request_id=request.pk)
            transaction.set_rollback(True)
        self.work()
        assert mail.outbox == []

    def test_a_dead_mail_server_delays_and_loses_nothing(self) -> None:
        request = make_request()
        confirm_request.defer(request_id=request.pk)
        with self.settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1, EMAIL_TIMEOUT=1):
            self.work()
        job = ProcrastinateJob.objects.get(task_name="requests_app.tasks.confirm_request")
        assert (job.status, job.attempts) == ("todo", 1)

    def test_the_form_queues_its_mail(self) -> None:
        answers = {"categories": ["dog"], "for_whom": "myself", "name": "Maria", "email": "maria@example.org"}
        Client().post("/en/help/", answers | {"postcode": "1000", "contact_language": "en"})
        self.work()
        assert mail.outbox[0].to == ["maria@example.org"]

    def work(self) -> None:
        # In a separate thread: the browser tests leave an event loop running in this one.
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(self.run_worker).result()

    def run_worker(self) -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        connection.close()

    def test_a_job_left_by_a_killed_worker_is_taken_up_again(self) -> None:
        request = make_request()
        confirm_request.defer(request_id=request.pk)
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null")
        take_up_stalled_jobs.defer(timestamp=0)
        self.work()
        self.work()
        assert len(mail.outbox) == 1
