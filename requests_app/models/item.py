"""An item: one kind of help within a request, with its moves and their history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.people.personal import Personal, Who
from brusselshelps.reference.models import Category

from .request import OWN_WORDS, HelpRequest

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User


class State(models.TextChoices):
    OPEN = "open", gettext_lazy("open")
    MATCHED = "matched", gettext_lazy("matched")
    DONE = "done", gettext_lazy("done")
    UNMET = "unmet", gettext_lazy("unmet")
    REFERRED = "referred", gettext_lazy("referred")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


# What a request is called when its items differ: what still waits comes first, then the best that came of it.
BY_NEED = (State.OPEN, State.MATCHED, State.DONE, State.REFERRED, State.UNMET, State.WITHDRAWN)
# States that answer a request, and so make it handled.
ANSWERS = frozenset({State.MATCHED, State.DONE, State.UNMET, State.REFERRED})


class RequestItem(models.Model):
    """One category within a request: what the answer of 2020 counts 354 of."""

    MOVES: ClassVar[dict[str, tuple[State, ...]]] = {
        State.OPEN: (State.MATCHED, State.UNMET, State.REFERRED, State.WITHDRAWN),
        State.MATCHED: (State.OPEN, State.DONE, State.WITHDRAWN),
    }

    request = models.ForeignKey(
        HelpRequest,
        models.PROTECT,
        related_name="items",
        verbose_name=gettext_lazy("help request"),
        db_index=False,
    )
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=gettext_lazy("help category"))
    answer = models.CharField(gettext_lazy("answer"), max_length=300, blank=True)
    state = models.CharField(gettext_lazy("state"), max_length=10, choices=State, default=State.OPEN)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    set_aside_at = models.DateTimeField(gettext_lazy("set aside at"), null=True, blank=True)

    PERSONAL = Personal("request__person", {"answer": OWN_WORDS}, Who.ASKS, beside=("request__reference",))

    class Meta:
        verbose_name = gettext_lazy("item")
        verbose_name_plural = gettext_lazy("items")
        ordering = ["request", "category__position"]
        indexes = [models.Index(name="item_of_request", fields=["request", "category"])]
        constraints = [
            models.UniqueConstraint(
                name="item_once_per_category",
                fields=["request", "category"],
                condition=Q(set_aside_at=None),
                violation_error_message=gettext_lazy("This category is already asked for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.category}"

    @property
    def possible_moves(self) -> tuple[State, ...]:
        return self.MOVES.get(self.state, ())

    @property
    def may_be_withdrawn(self) -> bool:
        return State.WITHDRAWN in self.possible_moves

    def leave_unmet(self, by: User | None) -> None:
        """Nobody could be found."""
        self.move_to(State.UNMET, by)

    def refer(self, by: User | None) -> None:
        """Somebody outside the platform helps: a public centre for social welfare, a doctor."""
        self.move_to(State.REFERRED, by)

    def withdraw(self, by: User | None) -> None:
        """The resident no longer needs it."""
        self.move_to(State.WITHDRAWN, by)

    def finish(self, by: User | None) -> None:
        """The help was given."""
        self.move_to(State.DONE, by)

    @transaction.atomic
    def move_to(self, state: State, by: User | None) -> None:
        """The one place where an item changes state: under a lock, with a history row.

        Raises ValidationError with a full sentence when the moves do not allow it.
        """
        self.refresh_from_db(from_queryset=RequestItem.objects.select_for_update(of=("self",)))
        old = State(self.state)
        if state not in self.possible_moves:
            raise ValidationError(
                _("An item that is “%(old)s” cannot become “%(new)s”.") % {"old": old.label, "new": state.label}
            )
        now = timezone.now()
        self.state = state
        self.save(update_fields=["state"])
        StatusChange.objects.create(item=self, old=old, new=state, at=now, recorded_at=now, by=by)
        self._end_matches(now)
        if state in ANSWERS:
            self.request.mark_handled(now)

    def _end_matches(self, at: dt.datetime) -> None:
        """An item that no longer waits for a volunteer leaves no match waiting."""
        if self.state == State.MATCHED:
            return
        active = self.matches.filter(declined_at=None, cancelled_at=None, done_at=None)
        if self.state == State.DONE:
            active.filter(accepted_at__isnull=False).update(done_at=at)
        active.update(cancelled_at=at)

    @classmethod
    @transaction.atomic
    def withdraw_persons(cls, people: list[int], at: dt.datetime) -> None:
        """Withdraw all that still waits for help, for these persons, each with its history row."""
        movable = [old for old, new in cls.MOVES.items() if State.WITHDRAWN in new]
        waiting = list(
            cls.objects.select_for_update(of=("self",)).filter(request__person__in=people, state__in=movable)
        )
        StatusChange.objects.bulk_create(
            StatusChange(item=item, old=item.state, new=State.WITHDRAWN, at=at, recorded_at=at) for item in waiting
        )
        cls.objects.filter(pk__in=[item.pk for item in waiting]).update(state=State.WITHDRAWN)


class StatusChange(models.Model):
    """A move of an item: the history of its state. Rows are only added."""

    item = models.ForeignKey(RequestItem, models.PROTECT, related_name="changes", verbose_name=gettext_lazy("item"))
    old = models.CharField(gettext_lazy("from"), max_length=10, choices=State)
    new = models.CharField(gettext_lazy("to"), max_length=10, choices=State)
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

    PERSONAL = Personal("item__request__person", who=Who.ASKS, beside=("item__request__reference", "item__category"))

    class Meta:
        verbose_name = gettext_lazy("change of state")
        verbose_name_plural = gettext_lazy("changes of state")
        ordering = ["item", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_old_display()} → {self.get_new_display()}"
