"""A match: an item and the volunteer who may take it up. Each step has its date; the state is what the dates say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.people.personal import Personal
from volunteers.models import Volunteer

from .item import RequestItem, State

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User

ENDED = Q(declined_at__isnull=False) | Q(cancelled_at__isnull=False) | Q(done_at__isnull=False)


class Match(models.Model):
    """Proposed, then accepted or declined, then done or cancelled."""

    item = models.ForeignKey(
        RequestItem, models.PROTECT, related_name="matches", verbose_name=gettext_lazy("item"), db_index=False
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="matches", verbose_name=gettext_lazy("volunteer")
    )
    proposed_at = models.DateTimeField(gettext_lazy("proposed at"), default=timezone.now)
    accepted_at = models.DateTimeField(gettext_lazy("accepted at"), null=True, blank=True)
    declined_at = models.DateTimeField(gettext_lazy("declined at"), null=True, blank=True)
    done_at = models.DateTimeField(gettext_lazy("done at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(gettext_lazy("cancelled at"), null=True, blank=True)

    # Of either side: so neither is told more of the other than the category.
    PERSONAL = Personal("item__request__person", also="volunteer__person", beside=("item__category",))

    class Meta:
        verbose_name = gettext_lazy("match")
        verbose_name_plural = gettext_lazy("matches")
        constraints = [
            models.UniqueConstraint(
                name="match_active_once_per_item",
                fields=["item"],
                condition=Q(declined_at=None, cancelled_at=None, done_at=None),
                violation_error_message=gettext_lazy("Another volunteer is already proposed for this item."),
            ),
            models.UniqueConstraint(
                name="match_volunteer_once_per_item",
                fields=["item", "volunteer"],
                violation_error_message=gettext_lazy("This volunteer was already proposed for this item."),
            ),
            models.CheckConstraint(
                name="match_ends_one_way",
                condition=Q(declined_at=None, cancelled_at=None)
                | Q(declined_at=None, done_at=None)
                | Q(cancelled_at=None, done_at=None),
            ),
            models.CheckConstraint(
                name="match_done_only_when_accepted", condition=Q(done_at=None) | Q(accepted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.volunteer}"

    @classmethod
    @transaction.atomic
    def propose(cls, item: RequestItem, volunteer: Volunteer, by: User | None) -> Match:
        """Propose an open item to a volunteer; the item waits, matched, for the answer."""
        item.move_to(State.MATCHED, by)
        return cls.objects.create(item=item, volunteer=volunteer)

    def accept(self) -> None:
        self._stamp("accepted_at", allowed=self.accepted_at is None)

    @transaction.atomic
    def decline(self, by: User | None = None) -> None:
        self._stamp("declined_at", allowed=self.accepted_at is None)
        self.item.move_to(State.OPEN, by)

    @transaction.atomic
    def cancel(self, by: User | None) -> None:
        self._stamp("cancelled_at", allowed=True)
        self.item.move_to(State.OPEN, by)

    @transaction.atomic
    def finish(self, by: User | None) -> None:
        self._stamp("done_at", allowed=self.accepted_at is not None)
        self.item.finish(by)

    @transaction.atomic
    def _stamp(self, column: str, allowed: bool) -> None:
        ended = self.declined_at or self.cancelled_at or self.done_at
        if ended or not allowed:
            raise ValidationError(_("This match has already moved on; look at its present state."))
        setattr(self, column, timezone.now())
        self.save(update_fields=[column])

    @classmethod
    @transaction.atomic
    def withdraw_persons(cls, people: list[int], at: dt.datetime) -> None:
        """Who leaves, on either side, leaves no match waiting; what was done stays done."""
        theirs = Q(item__request__person__in=people) | Q(volunteer__person__in=people)
        for match in cls.objects.filter(theirs).exclude(ENDED).select_related("item"):
            cls.objects.filter(pk=match.pk).update(cancelled_at=at)
            if match.item.state == State.MATCHED:
                match.item.move_to(State.OPEN, by=None)
