"""Retention runs by itself, a little at a time, so that no letter waits for it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from brusselshelps.people.privacy import cleanup, retention

# Five thousand persons every ten minutes: a million in a day and a half.
BATCHES = 25


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retain", lock="retain")
def retain(timestamp: int) -> None:
    """Erase anyone whom no retention rule keeps any longer, and delete what is over."""
    retention.run(BATCHES)
    cleanup.clean_up()
