"""Letters: a template, an address, a language and what the letter says. Each room makes these from its own rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override
from procrastinate import RetryStrategy

# A mail server may be away for a night: it is tried again after 2, 4, 8 … seconds, a day and a half in all.
RETRY = RetryStrategy(max_attempts=16, exponential_wait=2)


def send(template: str, to: str, language: str, context: dict[str, Any]) -> None:
    """Send one letter now, in that language. The first line of the template's text is the subject."""
    context = {"site": settings.BASE_URL, "contact_phone": settings.CONTACT_PHONE, **context}
    with override(language):
        text = render_to_string(f"emails/{template}.txt", context).lstrip()
    subject, body = text.split("\n", 1)
    EmailMessage(subject.strip(), body.strip() + "\n", to=[to], headers={"Auto-Submitted": "auto-generated"}).send()
