"""State that the code answering a request keeps on it for the surrounding code; declared here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.http import HttpRequest

ATTRIBUTE = "brusselshelps_state"


@dataclass
class RequestState:
    """The state of one request, created on first use; see `state_of`."""

    # The hash of the stylesheet embedded in the page, as the content security policy names it.
    inline_css: str | None = None
    # What was typed in the search field of a staff list: sent by POST, which keeps it out of the URL.
    search: str = ""
    # A first password, on its way to the one page that shows it.
    first_password: str = ""
    # For the access log: the rows with personal data on the page, as keys by model label.
    shown: dict[str, set[int]] = field(default_factory=dict)
    # For the access log: the row a request is about, as model label and key, where its URL does not name it.
    target: tuple[str, str] | None = None
    # For the access log: that row was refused, although the response redirects and says why.
    refused: bool = False


def state_of(request: HttpRequest) -> RequestState:
    """The state of this request."""
    state: RequestState = request.__dict__.setdefault(ATTRIBUTE, RequestState())
    return state


def note_shown(request: HttpRequest, rows: Iterable[models.Model | None]) -> None:
    """Record that these rows are on the page sent in response. Rows that are not about a person are left out."""
    shown = state_of(request).shown
    for row in rows:
        if row is not None and hasattr(row, "PERSONAL"):
            shown.setdefault(row._meta.label_lower, set()).add(row.pk)


def note_target(request: HttpRequest, model: type[models.Model], key: int) -> None:
    """Record the row this request is about, where its URL does not name it, unlike those of the admin."""
    state_of(request).target = (model._meta.label_lower, str(key))


def note_refusal(request: HttpRequest) -> None:
    """Record that the row this request is about was refused, although the response redirects and says why."""
    state_of(request).refused = True
