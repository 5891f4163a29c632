"""Submissions, which make sending a form twice harmless."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """One submitted form: the same key and content always get the same reference. The content itself is not stored."""

    key = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64)
    reference = models.CharField(max_length=11)
    at = models.DateTimeField(default=timezone.now)

    FACTS = ("key", "digest", "reference")

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [models.Index(name="submission_by_age", fields=["at"])]

    def __str__(self) -> str:
        return self.reference
