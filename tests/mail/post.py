"""A real mail server whose answers can be set, and a real worker."""

from __future__ import annotations

import asyncio
import email
import email.policy
import html
import re
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.dev.mail_catcher import free_port

TAKEN = "250 OK"


class PostOffice:
    """Accepts every e-mail, unless told how to answer or behave at one of the steps, for all addresses or for one."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        self.answers: dict[tuple[str, str], str] = {}
        self.knows_passwords = True
        self.running: Controller | None = None

    def says(self, step: str, answer: str, to: str = "") -> None:
        self.answers[step, to] = answer

    def answer(self, step: str, to: str = "") -> str:
        return self.answers.get((step, to)) or self.answers.get((step, ""), TAKEN)

    def calms_down(self) -> None:
        self.answers = {}

    def open(self) -> None:
        self.running = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=lambda *_all: AuthResult(success=self.knows_passwords),
            auth_require_tls=False,
        )
        self.running.start()

    def close(self) -> None:
        if self.running:
            self.running.stop()
            self.running = None

    async def handle_MAIL(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answer("MAIL")

    async def handle_RCPT(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answer("RCPT", address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:
        answer = self.answer("DATA", envelope.rcpt_tos[0])
        if answer == "hang":
            await asyncio.sleep(5)
        if not answer.startswith(("4", "5")):
            message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
            self.received.append(message)
        if answer == "take it and close without a word":
            server.transport.abort()
        return answer


def work() -> None:
    """Run a worker on the jobs that are due. In a separate thread: browser tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(_run_worker).result()


def _run_worker() -> None:
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful")
    connection.close()


def letters_waiting() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.exclude(task_name__contains="stalled"))


def let_time_pass(attempts: int | None = None) -> None:
    """Make the jobs that wait for a later attempt due now, with this number of attempts made if given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = null, attempts = coalesce(%s, attempts)", [attempts]
        )


def text_of(letter: EmailMessage) -> str:
    part: Any = letter.get_body(("plain",))
    return part.get_content()


def html_of(letter: EmailMessage) -> str:
    part: Any = letter.get_body(("html",))
    return part.get_content()


def words_of(markup: str) -> str:
    """The visible text of the HTML part, with white space collapsed."""
    body = re.sub(r"</?span[^>]*>", "", markup.split("<body", 1)[1].split(">", 1)[1])
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
