"""Our one stylesheet, embedded in the page itself: over a slow connection this saves a second round trip.

It is not minified: compressed with the page, that would save only 0.3 KB of 6 to 8 (docs/decisions/0012).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from brusselshelps.http.request_state import state_of

NAME = "css/site.css"
FILE = settings.BASE_DIR / "static" / NAME
RELATIVE_URL = re.compile(r"""url\(\s*["']?\.\./([^"')\s]+)["']?\s*\)""")


@dataclass(frozen=True)
class Stylesheet:
    """The stylesheet as embedded in a page, and its hash as the content security policy names it."""

    text: SafeString
    source: str


def stylesheet(request: HttpRequest) -> SafeString:
    """The stylesheet element for the head of this page, whose policy then allows it.

    A page behind a signed link links to the file instead: for a font named within a page, Chromium reveals the whole
    URL of that page, whatever its policy, and that URL is a key.
    """
    if "/mine/" in request.path:
        return format_html('<link rel="stylesheet" href="{}">', static(NAME))
    style = current()
    state_of(request).inline_css = style.source
    return format_html("<style>{}</style>", style.text)


def current() -> Stylesheet:
    """Read once; under DEBUG, again whenever the file has changed."""
    return _read(FILE.stat().st_mtime_ns if settings.DEBUG else 0)


@lru_cache(maxsize=1)
def _read(changed: int) -> Stylesheet:
    text = RELATIVE_URL.sub(lambda found: f'url("{static(found[1])}")', FILE.read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # Our own file, not user input.
    return Stylesheet(mark_safe(text), f"'sha256-{digest}'")  # noqa: S308
