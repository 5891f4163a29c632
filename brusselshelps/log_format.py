"""Logs without anybody's data: where something went wrong, never with which values."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

from gunicorn.config import Config
from gunicorn.glogging import Logger

# As the settings name it. Nobody's data may reach a log: requests are not logged with their content, and Django's mails
# to admins are off.
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

# What follows in the address of the page behind a signed link is the key to it; after sending, the reference.
PERSONAL_URL = re.compile(r"(mine|sent)(?:/|%(?:25)*2f).*", re.IGNORECASE | re.DOTALL)

# What has the shape of a key, six groups of four, is left out wherever it stands: its address may be mistyped.
TOKEN = re.compile(r"\b[0-9a-z]{4}(?:-?[0-9a-z]{4}){5}\b", re.IGNORECASE)

# Signs that begin a line or colour it: written out, so that nobody makes up lines of a log.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class NoValuesFormatter(logging.Formatter):
    """Prints where an exception was raised and of which kind it is. Its text may quote a row or an address.

    Of a message that names somebody's own page, or what they sent, the rest is left out.
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
        # A library may raise an exception again as the cause of itself: the chain is then a circle.
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


class ServerLog(Logger):
    """What gunicorn itself has to say, as discreet as the rest: `--logger-class brusselshelps.log_format.ServerLog`."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)  # type: ignore[no-untyped-call]
        for handler in self.error_log.handlers:
            handler.setFormatter(NoValuesFormatter(self.error_fmt, self.datefmt))
