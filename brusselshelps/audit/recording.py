"""What the answer to a request leaves in the access log."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.http import HttpRequest

from brusselshelps.audit.models import AccessLogEntry, Place
from brusselshelps.request_state import state_of

# A key has fewer digits.
LONGEST = 19
REFUSALS = (403, 404, 409)


def entries(request: HttpRequest, status: int) -> Iterator[AccessLogEntry]:
    """What an answer with this status leaves in the trail: what was shown, unless it leads on to another page, and what
    was refused. Whether a row that was refused exists is not looked up."""
    if status >= 500 or not request.user.is_authenticated:
        return
    who = {"by": request.user, "role": request.user.role, "office_id": request.user.backoffice_id}
    where = who | {"place": Place.of(request)}
    state = state_of(request)
    shown = {} if 300 <= status < 400 else state.shown
    for what, keys in sorted(shown.items()):
        yield AccessLogEntry(**where, what=what, rows=sorted(keys), outcome=AccessLogEntry.Outcome.SHOWN)
    target = state.target or _named(request)
    if target and (status in REFUSALS or state.refused):
        what, key = target
        yield AccessLogEntry(**where, what=what, rows=_as_keys(key), outcome=AccessLogEntry.Outcome.REFUSED)


def _named(request: HttpRequest) -> tuple[str, str] | None:
    """The kind of row, and the key if there is one, in an address such as /admin/volunteers/volunteer/5/change/."""
    parts, match = request.path_info.split("/"), request.resolver_match
    try:
        label = apps.get_model(parts[2], parts[3])._meta.label_lower
    except LookupError:  # also when the address is too short
        return None
    named = match.kwargs if match else {}
    return label, str(named.get("object_id") or named.get("pk") or "")


def _as_keys(text: str) -> list[int]:
    """What can be the key of a row, as one; nothing else is kept."""
    is_key = text.isascii() and text.isdecimal() and len(text) < LONGEST
    return [int(text)] if is_key else []
