"""A client without a network: requests go straight into gunicorn's WSGI application, request signals included."""

from __future__ import annotations

import io
import itertools
import re
import uuid
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from brusselshelps.wsgi import application

HOST = settings.ALLOWED_HOSTS[0]
# Each request comes from another network: one network may send only a limited number of forms an hour.
ADDRESSES = map(ip_address, itertools.count(int(ip_address("10.0.0.1"))))
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
# What a browser sends for a request for oneself, including the fields that stay empty.
ASKED = {
    "categories": ["shopping", "dog"],
    "for_whom": "myself",
    "on_behalf_name": "",
    "on_behalf_phone": "",
    "on_behalf_relation": "",
    "name": "Maria Peeters",
    "phone": "0470 12 34 56",
    "email": "maria@example.org",
    "postcode": "1020",
    "contact_language": "fr",
    "message": "I live on the second floor.",
}
OFFERED = {
    "categories": ["shopping", "dog"],
    "name": "Jef Janssens",
    "phone": "",
    "residence": "inside",
    "postcode": "1000",
    "languages": ["nl", "fr"],
    "contact_language": "nl",
    "adult": "on",
    "information_read": "on",
}


@dataclass(frozen=True)
class Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, header: str) -> list[str]:
        return [value for name, value in self.headers if name.lower() == header.lower()]

    @property
    def location(self) -> str:
        return self.all("Location")[0]


class Unexpected(Exception):
    """A page answered other than expected, so the measurement would be of something else."""


class Visitor:
    def __init__(self, **cookies: str) -> None:
        self.cookies = cookies
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._expect("200", self._ask(self._environ("GET", path)))

    def post(self, path: str, body: bytes) -> Answer:
        """Send a form that is stored, and therefore redirects."""
        return self._expect("302", self._send(path, body))

    def search(self, path: str, words: str) -> Answer:
        """The response of a desk list to a search for these words."""
        return self._expect(
            "200", self._send(path, urlencode({"q": words, "csrfmiddlewaretoken": self.token}).encode())
        )

    def open_form(self, path: str) -> None:
        """Load the page once, as a browser does before it sends: later submissions reuse its CSRF token."""
        answer = self.get(path)
        found = TOKEN.search(answer.body)
        if not found:
            raise Unexpected(f"{path} holds no token.")
        self.token = found[1].decode()
        self.cookies |= dict(cookie.partition(";")[0].split("=", 1) for cookie in answer.all("Set-Cookie"))

    def asked(self) -> bytes:
        """A help request ready to be sent; each one is different."""
        return self._filled_in(ASKED)

    def offered(self) -> bytes:
        """A registration with an email address that nobody has yet."""
        return self._filled_in(OFFERED | {"email": f"{uuid.uuid4()}@example.org"})

    def _filled_in(self, fields: dict[str, Any]) -> bytes:
        sent = fields | {"key": str(uuid.uuid4()), "csrfmiddlewaretoken": self.token}
        return urlencode(sent, doseq=True).encode()

    def _send(self, path: str, body: bytes) -> Answer:
        kind = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}
        return self._ask(self._environ("POST", path) | kind | {"wsgi.input": io.BytesIO(body)})

    def _environ(self, method: str, path: str) -> dict[str, Any]:
        """What the proxy in front passes on."""
        path, _mark, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_X_FORWARDED_FOR": str(next(ADDRESSES)),
            "HTTP_HOST": HOST,
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_ORIGIN": f"https://{HOST}",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }

    def _ask(self, environ: dict[str, Any]) -> Answer:
        begun: list[Any] = []
        parts = application(environ, lambda status, headers, failure=None: begun.extend((status, headers)))
        try:
            body = b"".join(parts)
        finally:
            # Closing signals the end of the request; Django then cleans up its connections.
            parts.close()  # type: ignore[attr-defined]
        return Answer(begun[0], begun[1], body)

    def _expect(self, status: str, answer: Answer) -> Answer:
        if not answer.status.startswith(status):
            raise Unexpected(f"Answered {answer.status} instead of {status}: {answer.body[:2000].decode()}")
        return answer
