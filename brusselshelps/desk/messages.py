"""What the admin says to a member of staff after a verb was refused."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest


def show_refusal(request: HttpRequest, refusal: ValidationError) -> None:
    """A refused verb becomes a message on the page."""
    for sentence in refusal.messages:
        messages.error(request, sentence)
