"""One request to the house, by somebody, and all that came of it: the answer, what was written, sent and logged.

Whatever happens is undone, so that the next one meets the same world.
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
# By table, the key and the words of rows.
Rows = dict[str, list[tuple[Any, str]]]


# What may be written for whoever reads or is refused: a link that is drawn, a session, a try that is counted, and that
# somebody looked or tried to.
BOOKS = frozenset({"people_link", "django_session", "accounts_counter", "audit_accesslogentry"})


@dataclass
class Meeting:
    """What came of one request. `markers` are of the answer; `mails` are (to whom, markers)."""

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
    """Keeps what the house logs, as its own handler would print it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(NoValuesFormatter("{levelname} {name} {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@cache
def _house(middleware: tuple[str, ...]) -> Callable[..., Any]:
    """What answers, through the same door as gunicorn's; another one for other middleware."""
    handler = ClientHandler(enforce_csrf_checks=False)
    return only_utf8(lambda environ, _start: handler(environ))


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside happens, and is then as if it had not. The forms' own durable transactions may begin in it."""
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
    """Send one request. With `look`, the rows that were written are looked at, and the letters queued are written."""
    cookies = "; ".join(f"{name}={value}" for name, value in actor.cookies.items())
    body = urlencode(answers or {}, doseq=True)
    place, _question, query = path.partition("?")
    head = ({"HTTP_COOKIE": cookies} if cookies else {}) | head
    request = FACTORY.generic(method, place, body, URLENCODED, QUERY_STRING=query, **head)
    return meet_with(request.environ, unquote_plus(f"{path} {body}"), look)


def meet_with(environ: Any, asked: str, look: Callable[[Rows], list[str]] | None = None) -> Meeting:
    """Send what the server would hand over; `asked` are its words, which betray nothing when they come back."""
    log, before = Log(), counters()
    mail.outbox.clear()
    logging.getLogger().addHandler(log)
    try:
        with undone():
            since = number_of_this_part() if look else 0
            response: Any = _house(tuple(settings.MIDDLEWARE))(environ, lambda *_: None)
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
    """The words of a page, or of all that is packed in a file."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def counters() -> Written:
    """How many rows this transaction has written, by table, those that were undone included."""
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
    """Of the part of the transaction that is undone after this cell: it is given one by locking a row."""
    with connection.cursor() as cursor:
        cursor.execute("select id from django_content_type order by id limit 1 for update")
        cursor.execute("select xmax::text::bigint from django_content_type order by id limit 1")
        [number] = cursor.fetchone()
    return int(number)


def changed_rows(written: Written, since: int) -> Rows:
    """The rows, as key and text, that were written since that part of the transaction began."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in written:
            asked = f"select to_jsonb(t) ->> 'id', t::text from {table} t where xmin::text::bigint >= %s"
            cursor.execute(asked, [since])
            found[table] = cursor.fetchall()
    return found


def _letters(jobs: list[tuple[Any, str]]) -> list[tuple[str, set[str]]]:
    """Write the letters that were queued: to whom each goes, and what it tells."""
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
