"""What the histories of items and of matches share."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from requests_app.states import MatchState, State

# A base has one list for both kinds of history; what is called the same is the same.
STATES = list(dict([*State.choices, *MatchState.choices]).items())


class StateChange(models.Model):
    """A move from one state to another: who made it, and when. Rows are only added; before the first there is none."""

    old = models.CharField(gettext_lazy("from"), max_length=10, choices=STATES, blank=True)
    new = models.CharField(gettext_lazy("to"), max_length=10, choices=STATES)
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("by"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_old_display()} → {self.get_new_display()}"
