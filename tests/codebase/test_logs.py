"""No personal data reach a log, nor the token of a personal page."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.utils.log import configure_logging
from gunicorn.config import Config

from brusselshelps.log_format import NoValuesFormatter, ServerLog
from brusselshelps.people.models import Person
from brusselshelps.people.public_references import token_of

NAME = "Maria Peeters"
TOKEN = "k3y-T0_mArIa"


@pytest.mark.django_db
def test_an_exception_is_logged_without_the_row_it_quotes() -> None:
    with pytest.raises(IntegrityError) as failure:
        Person.objects.create(name=NAME, contact_language="nl")
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, "It failed", None, failure._excinfo)
    line = NoValuesFormatter("{message}", style="{").format(record)
    assert NAME in str(failure.value)
    assert NAME not in line
    assert "django.db.utils.IntegrityError" in line
    assert "CheckViolation" in line
    assert "test_logs.py" in line


def test_a_chain_of_exceptions_that_is_a_circle_is_logged_once() -> None:
    error, cause = ValueError(NAME), KeyError(NAME)
    error.__cause__, cause.__context__ = cause, error
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, "Failed", None, (ValueError, error, None))
    line = NoValuesFormatter("{message}", style="{").format(record)
    assert line.splitlines() == ["Failed", "builtins.ValueError", "builtins.KeyError"]


def test_nobody_makes_up_a_line_of_a_log() -> None:
    record = logging.LogRecord("house", logging.INFO, __file__, 1, "Asked: %s", ("a\nERROR b\r\x1b[31mc\u2028d",), None)
    assert NoValuesFormatter("{message}", style="{").format(record) == r"Asked: a\nERROR b\r\x1b[31mc\u2028d"


@pytest.mark.parametrize("address", ["help/{}/", "help/mijn/{}/", "help/mine-{}", "%s?next=/{}"])
@pytest.mark.parametrize("write", [str, str.lower, lambda token: token.replace("-", "")])
def test_a_key_is_left_out_however_its_address_was_mistyped(address: str, write: Callable[[str], str]) -> None:
    key = write(token_of("somebody"))
    record = logging.LogRecord(
        "house", logging.WARNING, __file__, 1, "Not Found: /nl/" + address.format(key), None, None
    )
    line = NoValuesFormatter("{message}", style="{").format(record)
    assert key not in line
    assert line.startswith("Not Found: /nl/")


def test_every_log_handler_leaves_values_out() -> None:
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    formatters = {type(handler.formatter) for handler in logging.getLogger().handlers if handler.name == "console"}
    assert formatters == {NoValuesFormatter}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the platform logs, as configured."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    [console] = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    written = io.StringIO()
    terminal = console.setStream(written)  # type: ignore[attr-defined]
    yield written
    console.setStream(terminal)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address",
    [
        f"/nl/nowhere/mine/{TOKEN}/",
        f"/nl/nowhere/mine/{TOKEN}",
        f"/nl/nowhere/mine//{TOKEN}?next=/mine/{TOKEN}",
        f"/nl/nowhere/mine%2F{TOKEN}/",
        f"/nl/nowhere/mine%252f{TOKEN}/",
        f"/nl/nowhere/mine/%20%0A{TOKEN}/x",
        f"/nowhere/MINE/{TOKEN}/",
    ],
)
def test_the_key_to_a_page_of_ones_own_is_not_logged(client: Client, log: io.StringIO, address: str) -> None:
    client.get(address)
    assert "Not Found" in log.getvalue()
    assert "mine/…" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_neither_is_it_when_the_form_there_is_refused_or_we_fail(log: io.StringIO, database_away: None) -> None:
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
    visitor.post(f"/nl/help/mine/{TOKEN}/")
    visitor.get(f"/nl/help/mine/{TOKEN}/")
    visitor.cookies["sessionid"] = "s" * 32
    visitor.get(f"/admin/mine/{TOKEN}/")
    assert "OperationalError" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_a_failure_is_still_told_with_its_place(log: io.StringIO) -> None:
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/nl/help/mine/{TOKEN}/")
    assert "Internal Server Error: /nl/help/mine/…\n" in log.getvalue()
    assert "test_logs.py" in log.getvalue()
    assert "builtins.RuntimeError" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_the_server_is_as_discreet(monkeypatch: pytest.MonkeyPatch) -> None:
    server = ServerLog(Config())
    written = io.StringIO()
    for handler in server.error_log.handlers:
        monkeypatch.setattr(handler, "stream", written)
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError:
        server.exception("Error handling request %s %s", "GET", f"/nl/help/mine/{TOKEN}/?x")
    server.warning("Invalid request from ip=%s: %s", "127.0.0.1", f"Invalid HTTP Version: 'GET /mine%2F{TOKEN}'")
    assert "Error handling request GET /nl/help/mine/…" in written.getvalue()
    assert "RuntimeError" in written.getvalue()
    assert TOKEN not in written.getvalue()


@pytest.mark.parametrize("file", ["Dockerfile", "brusselshelps/dev/supervisor.py"])
def test_the_server_is_started_with_that_log(file: str) -> None:
    start: Any = (settings.BASE_DIR / file).read_text()
    assert "brusselshelps.log_format.ServerLog" in start
