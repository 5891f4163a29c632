"""Logs without personal data: they say where something went wrong, never with which values."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

from gunicorn.config import Config
from gunicorn.glogging import Logger

# The LOGGING setting. No personal data may reach a log, so requests are logged without their content and Django's
# e-mails to admins are off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "brusselshelps.log_format.NoValuesFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}

# The rest of such a URL is secret: the token of a signed link, or the reference shown after a form was sent.
PERSONAL_URL = re.compile(r"(mine|sent)(?:/|%(?:25)*2f).*", re.IGNORECASE | re.DOTALL)

# Anything shaped like a token, six groups of four, is left out wherever it occurs, as its URL may be mistyped.
TOKEN = re.compile(r"\b[0-9a-z]{4}(?:-?[0-9a-z]{4}){5}\b", re.IGNORECASE)

# Control characters are escaped, so that nobody can forge or colour log lines.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class NoValuesFormatter(logging.Formatter):
    """Prints the type of an exception and where it was raised, but not its text, which may quote a row or an address.

    In a message, the rest of a URL that leads to somebody's own page or submission is left out.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        message = PERSONAL_URL.sub(lambda found: f"{found[1].lower()}/…", super().formatMessage(record))
        message = TOKEN.sub("…", message)
        return CONTROL.sub(lambda sign: repr(sign[0])[1:-1], message)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        # A library may raise an exception again as its own cause, which makes the chain circular.
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


class ServerLog(Logger):
    """gunicorn's own log, equally free of personal data: `--logger-class brusselshelps.log_format.ServerLog`."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)  # type: ignore[no-untyped-call]
        for handler in self.error_log.handlers:
            handler.setFormatter(NoValuesFormatter(self.error_fmt, self.datefmt))
