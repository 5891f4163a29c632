"""Messages to staff that an action was refused, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

P = ParamSpec("P")


def carry_out(request: HttpRequest, verb: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Carry out an action and return whether it was done; a refusal becomes a message on the page."""
    try:
        verb(*args, **kwargs)
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return False
    return True


def show_refusal(request: HttpRequest, refusal: ValidationError) -> None:
    """Show why an action was refused as messages on the page."""
    for sentence in refusal.messages:
        messages.error(request, sentence)
