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
from django.utils.safestring import SafeString, mark_safe

FILE = settings.BASE_DIR / "static" / "css" / "house.css"
# A text in quotes stays as it is; comments go, and white space that separates nothing.
NEEDLESS = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/|\s*(?P<sign>[{};,])\s*|\s+""", re.DOTALL
)
# A line that names another file, as seen from static/css/.
FETCHING = re.compile(r'[\w-]+:[^;{}"]*url\("\.\./[^;{}]*')
ADDRESS = re.compile(r'url\("\.\./([^"]+)"')


@dataclass(frozen=True)
class Style:
    """The stylesheet as it stands in a page, and its hash as the content security policy names it."""

    text: SafeString
    source: str


def inline(request: HttpRequest) -> SafeString:
    """The stylesheet for the page that answers this request; its policy then allows it."""
    style = current()
    request.inlined = style.source  # type: ignore[attr-defined]
    return style.text


def current() -> Style:
    """Read once; while somebody works on it (DEBUG), whenever it was changed."""
    return _read(FILE.stat().st_mtime_ns if settings.DEBUG else 0)


@lru_cache(maxsize=1)
def _read(changed: int) -> Style:
    text = FETCHING.sub(_tell_nothing, shorten(FILE.read_text(encoding="utf-8")))
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # Our own file, not anybody's words.
    return Style(mark_safe(text), f"'sha256-{digest}'")  # noqa: S308


def shorten(css: str) -> str:
    """The same rules without comments and needless white space."""
    return NEEDLESS.sub(_needed, css).strip()


def _needed(found: re.Match[str]) -> str:
    return found["kept"] or found["sign"] or (" " if found[0].isspace() else "")


def _tell_nothing(found: re.Match[str]) -> str:
    """The line, and once more for browsers that understand it: without a word on which page it is.

    Chromium keeps to the page's own policy everywhere but here, and the address of a page may be a key.
    """
    line = ADDRESS.sub(lambda file: f'url("{static(file[1])}"', found[0])
    return f"{line};" + re.sub(r'(url\("[^"]+")', r"\1 referrer-policy(no-referrer)", line)
