"""E-mails: a template, a recipient and a context, which each app provides from its own rows.

A template is the plain text of an e-mail, with the subject as its first line. The HTML part is rendered from the same
lines, so that each sentence is written only once.
"""

from __future__ import annotations

import logging
import re
import smtplib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from itertools import groupby
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from procrastinate import JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.tasks import Task

ATTEMPTS_AFTER_THE_FIRST = 16
# A mail server may be down for a night: retries follow after 2, 4, 8 … seconds, a day and a half in all.
RETRY = RetryStrategy(max_attempts=ATTEMPTS_AFTER_THE_FIRST, exponential_wait=2)
NOT_SIGNED_IN = 530
# Errors that mean that the address itself is invalid.
ADDRESS_ERRORS = (ValidationError, UnicodeError)
# Text entered as a name that cannot be one: nobody may use our e-mails to send advertisements to others.
NOT_A_NAME = re.compile(r"[/@\\]|\w\w\.\w\w|\d{5}")
LONGEST_NAME = 80
# A reference or a phone number, which stays on one line so that it is easy to read aloud.
UNBREAKABLE = re.compile(r"\b[A-Z0-9]{3}(?:-[A-Z0-9]{3}){2}\b|\b0[\d ]{6,}\d\b")

logger = logging.getLogger(__name__)


class Reader(Protocol):
    """The recipient of an e-mail."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def contact_language(self) -> str: ...
    def mail_arrived(self) -> None: ...
    def mail_failed(self) -> None: ...


class Delayed(Exception):
    """The e-mail has not been sent yet and will be retried. The text names the kind of failure, never the server's
    words, which quote the address."""


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Queue jobs again that a killed worker left unfinished, so that no e-mail is lost."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except exceptions.UniqueViolation:
            # The same e-mail has been queued again in the meantime, and will reflect the current state.
            await manager.finish_job(job, Status.FAILED, delete_job=True)


_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Queue no e-mails inside this context: for events that are made up or long past."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def queue(task: Task[..., None, ...] | str, **about: int | str) -> None:
    """Queue an e-mail in the transaction that causes it. Models pass the task's name, because tasks import models."""
    if not _silent.get():
        deferrer = app.configure_task(task) if isinstance(task, str) else task
        deferrer.defer(**about)


def queue_once(task: Task[..., None, ...], **ids: int) -> None:
    """Queue an e-mail unless the same one is queued or being sent, so that nobody's mailbox is flooded.

    One that is being sent counts too: if it has to be retried, it could not go back into the queue beside a second one.
    """
    lock = "-".join([task.name, *map(str, ids.values())])
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status__in=("todo", "doing")).exists():
        return
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**ids)
    except exceptions.AlreadyEnqueued:
        pass


def send(template: str, reader: Reader, job: JobContext | None, **context: object) -> None:
    """Send one e-mail now, in the recipient's language. Raises Delayed when it is to be retried.

    When it is refused for good, or the last attempt fails, the recipient has to be called instead. That is recorded
    before the job ends, so if a worker is killed in between, the job runs once more.
    """
    try:
        write(template, reader, job, context).send()
    except Exception as failure:
        permanent = is_permanent(failure)
        if permanent or is_last_attempt(job):
            reader.mail_failed()
        if not isinstance(failure, (OSError, *ADDRESS_ERRORS)):
            raise
        number = job.job.id if job else "–"
        logger.warning(
            "Job %s, %s: %s, %s", number, template, summary_of(failure), "for good" if permanent else "for now"
        )
        if not permanent:
            raise Delayed(summary_of(failure)) from None
    else:
        reader.mail_arrived()


def is_last_attempt(job: JobContext | None) -> bool:
    return job is not None and job.job.attempts >= ATTEMPTS_AFTER_THE_FIRST


def is_permanent(failure: Exception) -> bool:
    """Whether the address itself is at fault, so that no retry can succeed.

    A refused sender, a failed login and a refusal by policy (status X.7.X of RFC 3463: relaying, blocklists) are our
    own fault, and will be fixed.
    """
    if not isinstance(failure, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return isinstance(failure, ADDRESS_ERRORS)
    code, words = smtp_answer(failure)
    return code >= 500 and code != NOT_SIGNED_IN and not words.startswith("5.7.")


def smtp_answer(failure: Exception) -> tuple[int, str]:
    """The mail server's reply: its code, or 0 if it did not reply, and its text."""
    code, words = getattr(failure, "smtp_code", 0), getattr(failure, "smtp_error", "")
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        [(code, words)] = failure.recipients.values()
    return code, words.decode(errors="replace") if isinstance(words, bytes) else words


def summary_of(failure: Exception) -> str:
    """The kind of failure and the server's code, without the server's text."""
    code, _words = smtp_answer(failure)
    return f"{type(failure).__name__} {code or ''}".strip()


def write(template: str, reader: Reader, job: JobContext | None, context: dict[str, object]) -> EmailMultiAlternatives:
    """The whole message. Raises one of ADDRESS_ERRORS for an address that no mail server would accept."""
    validate_email(reader.email)
    # The validator accepts letters that only look like ASCII, and Django would turn them into another mailbox.
    reader.email.rpartition("@")[0].encode("ascii")
    common = {
        "site": settings.BASE_URL,
        "contact_phone": settings.CONTACT_PHONE,
        "contact_email": settings.CONTACT_EMAIL,
        "name": name_of(reader),
    }
    with override(reader.contact_language):
        subject, text = tidy(render_to_string(f"emails/{template}.txt", common | context)).split("\n\n", 1)
        drawn = {"subject": subject, "heading": unbroken(subject), "blocks": blocks_of(text)}
        in_html = render_to_string("emails/letter.html", drawn)
    message = EmailMultiAlternatives(subject, text + "\n", to=[reader.email], headers=headers_of(reader, job))
    message.attach_alternative(in_html, "text/html")
    message.reply_to = [settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else []
    return message


def name_of(reader: Reader) -> str:
    """The name for the salutation, on one line; empty when there is no usable one."""
    name = " ".join(reader.name.split())
    return "" if len(name) > LONGEST_NAME or NOT_A_NAME.search(name) else name


def headers_of(reader: Reader, job: JobContext | None) -> dict[str, str]:
    return {
        "Message-ID": message_id(job),
        "Content-Language": reader.contact_language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def message_id(job: JobContext | None) -> str:
    """The same for every attempt of a job, so that an e-mail sent twice because the server never confirmed it is
    recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if job is None:
        return make_msgid(domain=domain)
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.BASE_URL}/jobs/{job.job.id}')}@{domain}>"


def tidy(text: str) -> str:
    """Remove indentation and surplus empty lines from a rendered template: paragraphs stay apart, list items close
    together."""
    text = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\n+- ", "\n- ", text)).strip()


@dataclass(frozen=True)
class Block:
    """A paragraph, or the items of a list. A URL on its own below a line turns that line into a button."""

    lines: list[str]

    @property
    def points(self) -> list[SafeString]:
        return [unbroken(line.removeprefix("- ")) for line in self.lines] if self.lines[0].startswith("- ") else []

    @property
    def address(self) -> str:
        return self.lines[1] if len(self.lines) == 2 and self.lines[1].startswith(("http://", "https://")) else ""

    @property
    def button(self) -> SafeString:
        return unbroken(self.lines[0].rstrip(": \u00a0\u202f"))

    @property
    def sentences(self) -> list[SafeString]:
        return [unbroken(line) for line in self.lines]


def unbroken(line: str) -> SafeString:
    """The line escaped for the HTML part, with references and phone numbers kept on one line."""
    return mark_safe(UNBREAKABLE.sub(r'<span style="white-space: nowrap">\g<0></span>', escape(line)))  # noqa: S308


def blocks_of(text: str) -> list[Block]:
    paragraphs = [paragraph.split("\n") for paragraph in text.split("\n\n")]
    return [
        Block(list(lines))
        for paragraph in paragraphs
        for _is_point, lines in groupby(paragraph, key=lambda line: line.startswith("- "))
    ]
