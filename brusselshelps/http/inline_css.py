"""The one stylesheet of our pages, within the page itself: over a slow line it costs no second round trip.

It is not minified: compressed with the page, that would spare 0.3 KB of 6 to 8 (docs/decisions/0012).
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
    """The stylesheet as it is in a page, and its hash as the content security policy names it."""

    text: SafeString
    source: str


def stylesheet(request: HttpRequest) -> SafeString:
    """What the page that answers this request has in its head; its policy then allows it.

    The page behind a signed link links it: for a font that is named within a page, Chromium tells the whole address of
    that page, whatever policy it has, and that address is a key.
    """
    if "/mine/" in request.path:
        return format_html('<link rel="stylesheet" href="{}">', static(NAME))
    style = current()
    state_of(request).inline_css = style.source
    return format_html("<style>{}</style>", style.text)


def current() -> Stylesheet:
    """Read once; while somebody works on it (DEBUG), whenever it was changed."""
    return _read(FILE.stat().st_mtime_ns if settings.DEBUG else 0)


@lru_cache(maxsize=1)
def _read(changed: int) -> Stylesheet:
    text = RELATIVE_URL.sub(lambda found: f'url("{static(found[1])}")', FILE.read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # Our own file, not anybody's words.
    return Stylesheet(mark_safe(text), f"'sha256-{digest}'")  # noqa: S308
