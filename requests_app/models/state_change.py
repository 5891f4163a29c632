"""The base class of the histories of items and matches."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from requests_app.states import MatchState, State

# The base class has one list of choices for both histories; a state both share occurs once.
STATES = list(dict([*State.choices, *MatchState.choices]).items())


class StateChange(models.Model):
    """A change of state: from what to what, when, and by whom. `old` is blank in the first row of a match.
    Rows are only ever added.
    """

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
