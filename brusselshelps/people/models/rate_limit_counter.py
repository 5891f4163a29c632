"""The number of submissions per network, for the rate limit of public forms."""

from __future__ import annotations

import datetime as dt

from django.db import models

KEPT = dt.timedelta(days=1)


class SubmissionCount(models.Model):
    """Submissions of one form from one network in one hour; form and network are one hash, which changes every day."""

    network = models.CharField(max_length=64)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    FACTS = ("network",)

    class Meta:
        constraints = [models.UniqueConstraint(name="submission_count_once_an_hour", fields=["network", "hour"])]

    def __str__(self) -> str:
        return f"#{self.pk}"
