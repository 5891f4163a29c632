"""What retention did, a line a batch: how many, of what, and never of whom."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RetentionBatch(models.Model):
    """Written in the transaction of the batch itself: there is a line if and only if it happened."""

    class What(models.TextChoices):
        ERASED = "erased", _("persons forgotten")
        ASKS = "asks", _("residents whose words were emptied")
        OFFERS = "offers", _("volunteers whose data as volunteer were emptied")
        ORGANISATION = "organisation", _("contacts of organisations whose words were emptied")
        NOTICE = "notice", _("volunteers told beforehand")
        LINKS = "links", _("signed links that had expired")
        SUBMISSIONS = "submissions", _("traces of forms sent")
        COUNTS = "counts", _("counts of forms per network")
        SESSIONS = "sessions", _("sessions that had ended")
        JOBS = "jobs", _("finished jobs")

    at = models.DateTimeField(_("at"), default=timezone.now)
    what = models.CharField(_("what"), max_length=20, choices=What)
    number = models.PositiveIntegerField(_("how many"))
    columns = models.PositiveIntegerField(_("fields emptied"), default=0)
    dry_run = models.BooleanField(_("dry run"), default=False)

    class Meta:
        verbose_name = _("batch of retention")
        verbose_name_plural = _("batches of retention")
        indexes = [models.Index(name="retention_batch_in_order", fields=["at", "id"])]

    def __str__(self) -> str:
        return f"#{self.pk}"
