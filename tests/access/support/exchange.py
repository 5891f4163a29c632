"""Send one request as an actor, and collect its effects: the response, and what was written, mailed and logged.

Everything is rolled back, so that the next request finds the same world.
"""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus, urlencode

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.client import ClientHandler
from procrastinate.contrib.django import app

from brusselshelps.log_format import NoValuesFormatter
from brusselshelps.middleware import only_utf8
from tests.access.support.sample_world import Actor
from tests.access.support.text_markers import found_in

URLENCODED = "application/x-www-form-urlencoded"
FACTORY = RequestFactory()
Written = dict[str, int]
# For each table, the key and text of the rows.
Rows = dict[str, list[tuple[Any, str]]]


# Tables that may be written to even on reading or refusal: a new link, a session, a counted attempt, and the access log
# entry for an access or an attempt.
BOOKS = frozenset({"people_link", "django_session", "accounts_counter", "audit_accesslogentry"})


@dataclass
class Meeting:
    """The effects of one request. `markers` are those found in the response; `mails` are (recipient, markers)."""

    status: int
    location: str
    text: str
    markers: set[str]
    written: Written
    strangers: list[str] = field(default_factory=list)
    logged: set[str] = field(default_factory=set)
    mails: list[tuple[str, set[str]]] = field(default_factory=list)
    response: Any = None


class Log(logging.Handler):
    """Collects log messages as the project's own handler would print them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(NoValuesFormatter("{levelname} {name} {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@cache
def _application(middleware: tuple[str, ...]) -> Callable[..., Any]:
    """The WSGI application, wrapped as for gunicorn; cached per middleware setting."""
    handler = ClientHandler(enforce_csrf_checks=False)
    return only_utf8(lambda environ, _start: handler(environ))


@contextmanager
def undone() -> Iterator[None]:
    """Roll back everything done inside. The forms' durable transactions may start in it."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def meet(
    actor: Actor,
    method: str,
    path: str,
    answers: dict[str, Any] | None = None,
    look: Callable[[Rows], list[str]] | None = None,
    **head: str,
) -> Meeting:
    """Send one request. `look` inspects the rows that were written; with it, the queued mails are sent too."""
    cookies = "; ".join(f"{name}={value}" for name, value in actor.cookies.items())
    body = urlencode(answers or {}, doseq=True)
    place, _question, query = path.partition("?")
    head = ({"HTTP_COOKIE": cookies} if cookies else {}) | head
    request = FACTORY.generic(method, place, body, URLENCODED, QUERY_STRING=query, **head)
    return meet_with(request.environ, unquote_plus(f"{path} {body}"), look)


def meet_with(environ: Any, asked: str, look: Callable[[Rows], list[str]] | None = None) -> Meeting:
    """Pass a WSGI environ to the application. Markers in `asked`, the request's own text, may be echoed back."""
    log, before = Log(), counters()
    mail.outbox.clear()
    logging.getLogger().addHandler(log)
    try:
        with undone():
            since = number_of_this_part() if look else 0
            response: Any = _application(tuple(settings.MIDDLEWARE))(environ, lambda *_: None)
            found = _meeting(response, asked)
            written = _difference(before, counters())
            if look:
                rows = changed_rows(written, since)
                found.strangers = look(rows)
                found.mails = _letters(rows.get("procrastinate_jobs", []))
    finally:
        logging.getLogger().removeHandler(log)
    found.written, found.logged = written, found_in("\n".join(log.lines))
    return found


def _meeting(response: Any, asked: str) -> Meeting:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = "\n".join([*(f"{name}: {value}" for name, value in response.items()), readable(content)])
    text += "\n".join(str(cookie) for name, cookie in response.cookies.items() if name != settings.SESSION_COOKIE_NAME)
    told = found_in(text) - found_in(asked)
    return Meeting(response.status_code, response.get("Location", ""), text, told, {}, response=response)


def readable(content: bytes) -> str:
    """The text of a page, or of everything in a zipped file."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def counters() -> Written:
    """How many rows this transaction has written, by table, including those rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables"
            " where n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def _difference(before: Written, after: Written) -> Written:
    added = {table: number - before.get(table, 0) for table, number in after.items() if table not in BOOKS}
    return {table: number for table, number in added.items() if number}


def number_of_this_part() -> int:
    """The id of the current subtransaction, rolled back after this cell; locking a row is what assigns one."""
    with connection.cursor() as cursor:
        cursor.execute("select id from django_content_type order by id limit 1 for update")
        cursor.execute("select xmax::text::bigint from django_content_type order by id limit 1")
        [number] = cursor.fetchone()
    return int(number)


def changed_rows(written: Written, since: int) -> Rows:
    """The rows, as key and text, that were written since that subtransaction began."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in written:
            asked = f"select to_jsonb(t) ->> 'id', t::text from {table} t where xmin::text::bigint >= %s"
            cursor.execute(asked, [since])
            found[table] = cursor.fetchall()
    return found


def _letters(jobs: list[tuple[Any, str]]) -> list[tuple[str, set[str]]]:
    """Send the queued mails: the recipient of each, and the markers in it."""
    with connection.cursor() as cursor:
        keys = [int(pk) for pk, _words in jobs]
        cursor.execute("select task_name, args from procrastinate_jobs where id = any(%s)", [keys])
        queued = cursor.fetchall()
    for task, args in queued:
        app.tasks[task](**json.loads(args))
    return [(letter.to[0], found_in(_words_of(letter))) for letter in mail.outbox]


def _words_of(letter: Any) -> str:
    head = "\n".join(f"{name}: {value}" for name, value in letter.message().items())
    return "\n".join([head, letter.subject, letter.body, *(content for content, _kind in letter.alternatives)])
