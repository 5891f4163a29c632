"""Letters: a template, an address, a language and what the letter says. Each room makes these from its own rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

# A mail server may be away for a night: it is tried again after 2, 4, 8 … seconds, a day and a half in all.
RETRY = RetryStrategy(max_attempts=16, exponential_wait=2)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its job half done: queue it again, so that no letter is lost."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


def send(template: str, to: str, language: str, context: dict[str, Any]) -> None:
    """Send one letter now, in that language. The first line of the template's text is the subject."""
    context = {"site": settings.BASE_URL, "contact_phone": settings.CONTACT_PHONE, **context}
    with override(language):
        text = render_to_string(f"emails/{template}.txt", context).lstrip()
    subject, body = text.split("\n", 1)
    EmailMessage(subject.strip(), body.strip() + "\n", to=[to], headers={"Auto-Submitted": "auto-generated"}).send()
