"""What gunicorn serves to the measuring browser: the application as deployed, as if behind an HTTPS proxy.

Below /bare/ is the same page as a single file, the baseline: its HTML and style, without font, icon or script, read
once and cached, and compressed if the application compresses.
"""

from __future__ import annotations

import gzip
import io
import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

django.setup()
settings.STATIC_ROOT = os.environ["SERVED"]
call_command("collectstatic", interactive=False, verbosity=0)

from brusselshelps.wsgi import application as house  # noqa: E402  it lists the files that are there when it begins

BARE = "/bare/"
# Everything that makes a browser send further requests; an empty icon, because without one it requests it as well.
ELSEWHERE = re.compile(rb"<link\b[^>]*>|<script\b.*?</script>|@font-face\s*\{[^}]*\}", re.DOTALL)
NO_ICON = b'<link rel="icon" href="data:,"></head>'
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    path = environ["PATH_INFO"]
    if not path.startswith(BARE):
        return house(environ, start_response)
    headers, body = bare(path.removeprefix("/bare"), environ["HTTP_HOST"])
    start_response("200 OK", headers)
    return [body]


@cache
def bare(path: str, host: str) -> tuple[Headers, bytes]:
    compressed = "Content-Encoding" in dict(ask(path, host, HTTP_ACCEPT_ENCODING="gzip")[0])
    _headers, page = ask(path, host)
    body = ELSEWHERE.sub(b"", page).replace(b"</head>", NO_ICON, 1)
    headers = [("Content-Type", "text/html; charset=utf-8")]
    if compressed:
        headers, body = [*headers, ("Content-Encoding", "gzip")], gzip.compress(body, 6)
    return [*headers, ("Content-Length", str(len(body)))], body


def ask(path: str, host: str, **more: str) -> tuple[Headers, bytes]:
    """A page of the application."""
    environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": host, "SERVER_PORT": "80"}
    environ |= {"SERVER_NAME": host, "REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"} | more
    environ |= {"wsgi.url_scheme": "http", "wsgi.input": io.BytesIO()}
    begun: list[Headers] = []
    parts = house(environ, lambda _status, headers, _failure=None: begun.append(headers))
    try:
        return begun[0], b"".join(parts)
    finally:
        parts.close()  # type: ignore[attr-defined]
