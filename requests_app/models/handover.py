"""Handovers: which back office, if any, holds a help request, since when, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy

from brusselshelps.people.privacy.declarations import Personal, Who
from brusselshelps.reference.models import Partner
from requests_app.models.processing_purposes import STAFF_WORDS


class Handover(models.Model):
    """A change of the back office that holds a request. Rows are only ever added; the figures are based on them."""

    request = models.ForeignKey(
        "requests_app.HelpRequest",
        models.PROTECT,
        related_name="handovers",
        verbose_name=gettext_lazy("help request"),
        db_index=False,
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("back office")
    )
    since = models.DateTimeField(gettext_lazy("since"), default=timezone.now)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    reason = models.CharField(gettext_lazy("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("by"),
    )

    PERSONAL = Personal("request__person", {"reason": STAFF_WORDS}, Who.ASKS, beside=("request__reference",))

    class Meta:
        verbose_name = gettext_lazy("handover")
        verbose_name_plural = gettext_lazy("handovers")
        ordering = ["request", "since", "pk"]
        indexes = [models.Index(F("request"), F("since").desc(), F("id").desc(), name="handover_newest_first")]

    def __str__(self) -> str:
        return f"{self.request} → {self.partner or '–'}"
