"""A log of retention: how many rows of each kind per batch, without identifying anybody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RetentionBatch(models.Model):
    """Written in the batch's own transaction, so it exists if and only if the batch was committed."""

    class What(models.TextChoices):
        ERASED = "erased", _("people whose data was erased")
        ASKS = "asks", _("residents whose words were erased")
        OFFERS = "offers", _("volunteers whose volunteer data was erased")
        ORGANISATION = "organisation", _("contacts at organisations whose words were erased")
        NOTICE = "notice", _("volunteers notified in advance")
        LINKS = "links", _("expired signed links")
        SUBMISSIONS = "submissions", _("traces of submitted forms")
        COUNTS = "counts", _("counts of forms per network")
        SESSIONS = "sessions", _("ended sessions")
        JOBS = "jobs", _("finished jobs")

    at = models.DateTimeField(_("at"), default=timezone.now)
    what = models.CharField(_("what"), max_length=20, choices=What)
    number = models.PositiveIntegerField(_("how many"))
    columns = models.PositiveIntegerField(_("fields erased"), default=0)
    dry_run = models.BooleanField(_("dry run"), default=False)

    class Meta:
        verbose_name = _("retention batch")
        verbose_name_plural = _("retention batches")
        indexes = [models.Index(name="retention_batch_in_order", fields=["at", "id"])]

    def __str__(self) -> str:
        return f"#{self.pk}"
