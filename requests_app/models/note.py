"""Notes that residents add to their request later."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from brusselshelps.people.privacy.declarations import Personal, Who
from requests_app.models.processing_purposes import OWN_WORDS
from requests_app.models.request import HelpRequest


class NoteQuerySet(models.QuerySet["Note"]):
    def unread(self) -> NoteQuerySet:
        return self.filter(read_at=None)


class Note(models.Model):
    """A text the resident wrote on the page behind the signed link. Rows are only ever added."""

    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="notes", verbose_name=gettext_lazy("help request")
    )
    text = models.TextField(gettext_lazy("text"), max_length=2000)
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)
    read_at = models.DateTimeField(gettext_lazy("read at"), null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    PERSONAL = Personal("request__person", {"text": OWN_WORDS}, Who.ASKS, beside=("request__reference",))

    class Meta:
        verbose_name = gettext_lazy("note")
        verbose_name_plural = gettext_lazy("notes")
        ordering = ["request", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.request} #{self.pk}"
