"""Items: the kinds of help within a request, with their state transitions and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.people.privacy.declarations import Personal, Who
from brusselshelps.reference.models import Category
from requests_app.models.processing_purposes import OWN_WORDS, STAFF_WORDS
from requests_app.models.request import HelpRequest
from requests_app.models.state_change import StateChange
from requests_app.states import ANSWERS, MatchState, State

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User


class ReferredTo(models.TextChoices):
    """The services outside the platform that an item can be referred to."""

    WELFARE = "welfare", gettext_lazy("the public centre for social welfare")
    DOCTOR = "doctor", gettext_lazy("a doctor")
    OTHER = "other", gettext_lazy("another service")


class RequestItem(models.Model):
    """One category within a request; the answer of 2020 counts 354 items."""

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
    # The clerk who corrected the request; null for items that came with the request.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=gettext_lazy("added by"),
    )
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=gettext_lazy("set aside by"),
    )

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
                violation_error_message=gettext_lazy("This category has already been asked for."),
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
        """Close the item because nobody could be found."""
        self.move_to(State.UNMET, by)

    def refer(self, by: User | None, to: str = "") -> None:
        """Close the item because somebody outside the platform helps; `to` is one of ReferredTo."""
        self.move_to(State.REFERRED, by, referred_to=to)

    def withdraw(self, by: User | None) -> None:
        """Close the item because the resident no longer needs it."""
        self.move_to(State.WITHDRAWN, by)

    def finish(self, by: User | None) -> None:
        """Close the item because the help was given."""
        self.move_to(State.DONE, by)

    @classmethod
    @transaction.atomic
    def add(cls, request: HelpRequest, category: Category, by: User | None) -> RequestItem:
        """Add a kind of help, extra or instead of a wrong one; figures count it from the day of the request.
        Raises ValidationError if it has already been asked for, or the person was erased.
        """
        HelpRequest.lock_all([request.pk])
        request.refresh_from_db()
        request.refuse_when_set_aside()
        if request.person.erased_at:
            raise ValidationError(_("This person’s data has been erased. Nothing more can be recorded about them."))
        if request.items.filter(category=category, set_aside_at=None).exists():
            raise ValidationError(_("This category has already been asked for."))
        return cls.objects.create(request=request, category=category, added_by=by)

    @transaction.atomic
    def set_aside(self, by: User | None) -> None:
        """Set an item aside that was chosen by mistake, so that no figures count it.
        Raises ValidationError if it is matched or done, was set aside already, or is the only item of the request.
        """
        self.lock()
        words = {"category": self.category}
        if self.set_aside_at:
            raise ValidationError(_("“%(category)s” has already been set aside.") % words)
        if self.matches.active().exists():
            raise ValidationError(
                _("A volunteer has been matched with “%(category)s”. Cancel the match first.") % words
            )
        if not self.may_be_set_aside:
            raise ValidationError(
                _("The help with “%(category)s” has been given, so this can no longer be changed.") % words
            )
        if not self.request.items.filter(set_aside_at=None).exclude(pk=self.pk).exists():
            raise ValidationError(_("“%(category)s” is the only help asked for. Add the right category first.") % words)
        self.set_aside_at, self.set_aside_by = timezone.now(), by
        self.save(update_fields=["set_aside_at", "set_aside_by"])

    @property
    def may_be_set_aside(self) -> bool:
        """Whether no volunteer is helping, or has helped, with this item."""
        return self.state not in (State.MATCHED, State.DONE)

    def lock(self) -> None:
        """Lock the item and its matches until the transaction ends; always the request first, to avoid deadlocks."""
        HelpRequest.lock_all([self.request_id])
        self.refresh_from_db(from_queryset=RequestItem.objects.select_for_update(of=("self",)))

    @transaction.atomic
    def move_to(self, state: State, by: User | None, referred_to: str = "", at: dt.datetime | None = None) -> None:
        """Change the state, under a lock and with a history row; the only method that changes the state of one item.
        Raises ValidationError with a full sentence if MOVES does not allow it.
        """
        self.lock()
        old = State(self.state)
        if state not in self.possible_moves:
            raise ValidationError(
                _("An item that is “%(old)s” cannot become “%(new)s”.") % {"old": old.label, "new": state.label}
            )
        now = at or timezone.now()
        self.state = state
        self.save(update_fields=["state"])
        self.changes.create(old=old, new=state, at=now, recorded_at=now, by=by, referred_to=referred_to)
        self._end_matches(now, by)
        if state in ANSWERS:
            self.request.mark_handled(now)

    def _end_matches(self, at: dt.datetime, by: User | None) -> None:
        """End the active matches of an item that is no longer matched."""
        if self.state == State.MATCHED:
            return
        for match in self.matches.active():
            helped = self.state == State.DONE and match.state == MatchState.ACCEPTED
            match.stamp(MatchState.DONE if helped else MatchState.CANCELLED, at, by)

    @classmethod
    @transaction.atomic
    def withdraw_persons(cls, people: Collection[int], at: dt.datetime, who: Collection[Who] = ()) -> None:
        """Withdraw all items of these persons that still wait for help, each with a history row."""
        HelpRequest.lock_all(HelpRequest.objects.filter(person__in=people).values_list("pk", flat=True))
        movable = [old for old, new in cls.MOVES.items() if State.WITHDRAWN in new]
        waiting = list(
            cls.objects.select_for_update(of=("self",))
            .filter(request__person__in=people, state__in=movable)
            .order_by("request", "pk")
        )
        StatusChange.objects.bulk_create(
            StatusChange(item=item, old=item.state, new=State.WITHDRAWN, at=at, recorded_at=at) for item in waiting
        )
        cls.objects.filter(pk__in=[item.pk for item in waiting]).update(state=State.WITHDRAWN)


class StatusChange(StateChange):
    """A state transition of an item."""

    item = models.ForeignKey(RequestItem, models.PROTECT, related_name="changes", verbose_name=gettext_lazy("item"))
    referred_to = models.CharField(
        gettext_lazy("referred to"), max_length=10, choices=ReferredTo, blank=True, db_default=""
    )

    PERSONAL = Personal(
        "item__request__person",
        {"referred_to": STAFF_WORDS},
        Who.ASKS,
        beside=("item__request__reference", "item__category"),
    )

    class Meta:
        verbose_name = gettext_lazy("change of state")
        verbose_name_plural = gettext_lazy("changes of state")
        ordering = ["item", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="change_refers_only_when_referred", condition=Q(referred_to="") | Q(new=State.REFERRED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {super().__str__()}"
