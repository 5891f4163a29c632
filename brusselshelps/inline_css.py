"""The one stylesheet of our pages. It stands in the page itself: over a slow line it costs no second round trip."""

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

from brusselshelps.request_state import state_of

NAME = "css/house.css"
FILE = settings.BASE_DIR / "static" / NAME
# A text in quotes stays as it is; comments go, and white space that separates nothing.
NEEDLESS = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/|\s*(?P<sign>[{};,])\s*|\s+""", re.DOTALL
)
ADDRESS = re.compile(r"""url\(\s*["']?\.\./([^"')\s]+)["']?\s*\)""")


@dataclass(frozen=True)
class Stylesheet:
    """The stylesheet as it stands in a page, and its hash as the content security policy names it."""

    text: SafeString
    source: str


def stylesheet(request: HttpRequest) -> SafeString:
    """What the page that answers this request has in its head; its policy then allows it.

    A page of one's own links it: for a font that is named within a page, Chromium tells the whole address of that
    page, whatever policy it has, and that address is a key.
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
    text = ADDRESS.sub(lambda found: f'url("{static(found[1])}")', shorten(FILE.read_text(encoding="utf-8")))
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # Our own file, not anybody's words.
    return Stylesheet(mark_safe(text), f"'sha256-{digest}'")  # noqa: S308


def shorten(css: str) -> str:
    """The same rules without comments and needless white space."""
    return NEEDLESS.sub(_needed, css).strip()


def _needed(found: re.Match[str]) -> str:
    return found["kept"] or found["sign"] or (" " if found[0].isspace() else "")
