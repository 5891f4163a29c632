"""What a request adds to the access log."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.http import HttpRequest

from brusselshelps.accounts.current_user import staff_of
from brusselshelps.audit.models import AccessLogEntry, Place
from brusselshelps.http.request_state import state_of

# Primary keys have fewer digits.
TOO_MANY_DIGITS = 19
REFUSALS = (403, 404, 409)


def entries(request: HttpRequest, status: int) -> Iterator[AccessLogEntry]:
    """The entries for a response with this status: what was shown, unless it redirects to another page, and what was
    refused. Whether a refused row exists is not looked up."""
    if status >= 500 or not request.user.is_authenticated:
        return
    state = state_of(request)
    shown = {} if 300 <= status < 400 else state.shown
    for what, keys in sorted(shown.items()):
        yield _entry(request, what, sorted(keys), AccessLogEntry.Outcome.SHOWN)
    target = state.target or _target_of(request)
    if target and (status in REFUSALS or state.refused):
        what, key = target
        yield _entry(request, what, _as_keys(key), AccessLogEntry.Outcome.REFUSED)


def _entry(request: HttpRequest, what: str, rows: list[int], outcome: AccessLogEntry.Outcome) -> AccessLogEntry:
    user = staff_of(request)
    return AccessLogEntry(
        by=user,
        role=user.role,
        office_id=user.backoffice_id,
        place=Place.of(request),
        what=what,
        rows=rows,
        outcome=outcome,
    )


def _target_of(request: HttpRequest) -> tuple[str, str] | None:
    """The kind of row, and its key if there is one, in a URL such as /admin/volunteers/volunteer/5/change/."""
    parts, match = request.path_info.split("/"), request.resolver_match
    try:
        label = apps.get_model(parts[2], parts[3])._meta.label_lower
    except LookupError:  # also raised when the path is too short
        return None
    named = match.kwargs if match else {}
    return label, str(named.get("object_id") or named.get("pk") or "")


def _as_keys(text: str) -> list[int]:
    """The key in this text as a list; empty, so that nothing else is stored, when the text cannot be a key."""
    is_key = text.isascii() and text.isdecimal() and len(text) < TOO_MANY_DIGITS
    return [int(text)] if is_key else []
