"""Matches of an item and a volunteer. Each step has a timestamp; the state is derived from the timestamps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.access.database_roles import as_owner
from brusselshelps.people.privacy.declarations import Personal, Who
from brusselshelps.reference.models import CategoryPolicy
from requests_app import notifications
from requests_app.models.item import RequestItem
from requests_app.models.match_queryset import MatchQuerySet
from requests_app.models.request import HelpRequest
from requests_app.models.state_change import StateChange
from requests_app.states import ENDS, NOT_ENDED, STAMPS, MatchState, State
from volunteers.models import Volunteer

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User


class Match(models.Model):
    """A match: proposed; then accepted (at once or after an insurance check), declined or lapsed; then done or not.
    `sql/active_matches.sql` counts a volunteer's active matches and refuses more than their maximum.
    """

    MOVES: ClassVar[dict[str, tuple[MatchState, ...]]] = {
        MatchState.PROPOSED: (
            MatchState.WILLING,
            MatchState.ACCEPTED,
            MatchState.DECLINED,
            MatchState.LAPSED,
            MatchState.CANCELLED,
        ),
        MatchState.WILLING: (MatchState.ACCEPTED, MatchState.DECLINED, MatchState.CANCELLED),
        MatchState.ACCEPTED: (MatchState.DONE, MatchState.NO_SHOW, MatchState.CANCELLED),
    }

    item = models.ForeignKey(
        RequestItem, models.PROTECT, related_name="matches", verbose_name=gettext_lazy("item"), db_index=False
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="matches", verbose_name=gettext_lazy("volunteer")
    )
    proposed_at = models.DateTimeField(gettext_lazy("proposed at"), default=timezone.now)
    answer_by = models.DateTimeField(gettext_lazy("answer expected by"), null=True, blank=True)
    willing_at = models.DateTimeField(gettext_lazy("willing since"), null=True, blank=True)
    accepted_at = models.DateTimeField(gettext_lazy("accepted at"), null=True, blank=True)
    declined_at = models.DateTimeField(gettext_lazy("declined at"), null=True, blank=True)
    lapsed_at = models.DateTimeField(gettext_lazy("not answered in time, at"), null=True, blank=True)
    done_at = models.DateTimeField(gettext_lazy("done at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(gettext_lazy("cancelled at"), null=True, blank=True)
    no_show_at = models.DateTimeField(gettext_lazy("did not show up, at"), null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    # Personal data of both sides, so each side's own copy shows only the category.
    PERSONAL = Personal("item__request__person", also="volunteer__person", beside=("item__category",))

    class Meta:
        verbose_name = gettext_lazy("match")
        verbose_name_plural = gettext_lazy("matches")
        indexes = [
            models.Index(name="match_to_be_answered", fields=["answer_by"], condition=NOT_ENDED & Q(accepted_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                name="match_active_once_per_item",
                fields=["item"],
                condition=NOT_ENDED,
                violation_error_message=gettext_lazy("Another volunteer has already been proposed for this item."),
            ),
            models.UniqueConstraint(
                name="match_volunteer_once_per_item",
                fields=["item", "volunteer"],
                violation_error_message=gettext_lazy("This volunteer has already been proposed for this item."),
            ),
            models.CheckConstraint(
                name="match_ends_one_way",
                condition=LessThanOrEqual(
                    Func(
                        *(F(STAMPS[state]) for state in ENDS),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
            ),
            models.CheckConstraint(
                name="match_done_only_when_accepted",
                condition=Q(done_at=None, no_show_at=None) | Q(accepted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.volunteer}"

    @property
    def state(self) -> MatchState:
        return next((state for state, column in STAMPS.items() if getattr(self, column)), MatchState.PROPOSED)

    @property
    def since(self) -> dt.datetime:
        """When the match entered its current state."""
        moment: dt.datetime = getattr(self, STAMPS.get(self.state, "proposed_at"))
        return moment

    @property
    def possible_moves(self) -> tuple[MatchState, ...]:
        return self.MOVES.get(self.state, ())

    @classmethod
    @transaction.atomic
    def propose(cls, item: RequestItem, volunteer: Volunteer, by: User | None) -> Match:
        """Propose an open item to a volunteer; the item becomes matched while it waits for the answer.
        Raises ValidationError if the item is not open, or the volunteer is away, at their maximum or was asked before.
        """
        item.move_to(State.MATCHED, by)
        item.request.refuse_when_set_aside()
        # `no_key`, so that rows that refer to the volunteer, such as insurance checks, can still be inserted.
        volunteer.refresh_from_db(from_queryset=Volunteer.objects.select_for_update(of=("self",), no_key=True))
        volunteer.refuse_when_away()
        if item.matches.filter(volunteer=volunteer).exists():
            raise ValidationError(_("This volunteer has already been proposed for this item."))
        if volunteer.active_matches >= volunteer.max_active:
            raise ValidationError(
                _("%(volunteer)s is already helping as many people as agreed.") % {"volunteer": volunteer}
            )
        now = timezone.now()
        match = cls.objects.create(
            item=item, volunteer=volunteer, proposed_at=now, answer_by=now + answer_within(item.request)
        )
        match._remember("", MatchState.PROPOSED, now, by)
        return match

    def say_yes(self, by: User | None = None) -> None:
        """The volunteer agrees: accepted at once, or willing until the insurance the policy requires is checked."""
        self.move_to(MatchState.WILLING if self.lacks_insurance else MatchState.ACCEPTED, by)

    def accept(self, by: User | None = None) -> None:
        """Accept the match. Raises ValidationError if it lacks the insurance check that today's policy requires."""
        self.move_to(MatchState.ACCEPTED, by)

    def decline(self, by: User | None = None) -> None:
        self.move_to(MatchState.DECLINED, by)

    def lapse(self) -> None:
        """The volunteer did not answer in time: the item is open again."""
        self.move_to(MatchState.LAPSED, by=None)

    def cancel(self, by: User | None) -> None:
        self.move_to(MatchState.CANCELLED, by)

    def finish(self, by: User | None) -> None:
        """The help was given: the match and its item are done."""
        self.move_to(MatchState.DONE, by)

    def note_no_show(self, by: User | None) -> None:
        """The volunteer did not come: the item is open again, and nobody counts as engaged."""
        self.move_to(MatchState.NO_SHOW, by)

    @property
    def lacks_insurance(self) -> bool:
        """Whether today's policy requires insurance and the volunteer has no valid check for it."""
        today = timezone.localdate()
        policy = CategoryPolicy.on(self.item.category, today)
        if policy and not policy.asks_insurance:
            return False
        return not self.volunteer.is_insured_on(today, policy.verification if policy else "")

    @transaction.atomic
    def move_to(self, new: MatchState, by: User | None) -> None:
        """Change the state, with request, item and match locked and with a history row.
        Raises ValidationError with a full sentence if MOVES, or the lack of insurance, does not allow it.
        """
        self.item.lock()
        self.refresh_from_db(from_queryset=Match.objects.select_for_update(of=("self",)))
        if new not in self.possible_moves:
            raise ValidationError(
                _("A match that is “%(old)s” cannot become “%(new)s”.") % {"old": self.state.label, "new": new.label}
            )
        if new == MatchState.ACCEPTED and self.lacks_insurance:
            raise ValidationError(
                _("“%(category)s” requires insurance: record an insurance check first.")
                % {"category": self.item.category}
            )
        self.stamp(new, timezone.now(), by)
        if new == MatchState.DONE:
            self.item.finish(by)
        elif new in ENDS:
            self.item.move_to(State.OPEN, by)

    def stamp(self, new: MatchState, at: dt.datetime, by: User | None) -> None:
        """Timestamp and record a step known to be possible, and queue its notifications. For use in this app only."""
        old = self.state
        setattr(self, STAMPS[new], at)
        self.save(update_fields=[STAMPS[new]])
        self._remember(old, new, at, by)

    def _remember(self, old: str, new: MatchState, at: dt.datetime, by: User | None) -> None:
        MatchChange.objects.create(match=self, old=old, new=new, at=at, recorded_at=at, by=by)
        notifications.match_moved(self, old, new)

    @classmethod
    @transaction.atomic
    # The offices share the volunteers: a check recorded by one may also release matches of the other.
    @as_owner()
    def accept_insured(cls, volunteer: Volunteer, by: User | None) -> list[Match]:
        """Accept, and return, the matches this volunteer is willing for that no longer lack an insurance check."""
        waiting = cls.objects.willing().filter(volunteer=volunteer).select_related("item__request").order_by("item")
        HelpRequest.lock_all(match.item.request_id for match in waiting)
        insured = [match for match in waiting.all() if not match.lacks_insurance]
        for match in insured:
            match.accept(by)
        return insured

    @classmethod
    @transaction.atomic
    def withdraw_persons(cls, people: Collection[int], at: dt.datetime, who: Collection[Who] = tuple(Who)) -> None:
        """Cancel the active matches of people who leave, on either side; completed matches stay as they are."""
        sides = {Who.ASKS: "item__request__person__in", Who.OFFERS: "volunteer__person__in"}
        # One query per side: an "or" of both would scan every match.
        asked = [cls.objects.active().filter(**{way: people}) for side, way in sides.items() if side in who]
        keys = {key for rows in asked for key in rows.values_list("pk", flat=True)}
        matches = cls.objects.active().filter(pk__in=keys).select_related("item").order_by("item__request", "item")
        HelpRequest.lock_all(match.item.request_id for match in matches)
        for match in matches.all():
            match.item.lock()
            match.stamp(MatchState.CANCELLED, at, by=None)
            if match.item.state == State.MATCHED:
                match.item.move_to(State.OPEN, by=None, at=at)


def answer_within(request: HelpRequest) -> dt.timedelta:
    """How long a volunteer has to answer before somebody else is asked; a quarter of that if help is needed today."""
    hours = dt.timedelta(hours=settings.ANSWER_HOURS)
    return hours / 4 if request.urgency == HelpRequest.Urgency.TODAY else hours


class MatchChange(StateChange):
    """A state transition of a match."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="changes", verbose_name=gettext_lazy("match"))

    PERSONAL = Personal(
        "match__item__request__person", also="match__volunteer__person", beside=("match__item__category",)
    )

    class Meta:
        verbose_name = gettext_lazy("match change")
        verbose_name_plural = gettext_lazy("match changes")
        ordering = ["match", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.match}: {super().__str__()}"
