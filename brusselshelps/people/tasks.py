"""Scheduled retention, in small portions so that outgoing mail does not wait for it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from brusselshelps.people.privacy import cleanup, retention

# Five thousand persons every ten minutes: a million in a day and a half.
BATCHES = 25


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retain", lock="retain")
def retain(timestamp: int) -> None:
    """Erase persons whom no retention rule covers any longer, and delete expired rows."""
    retention.run(BATCHES)
    cleanup.clean_up()
