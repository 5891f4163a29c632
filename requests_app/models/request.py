"""A help request: one resident, one moment; and which back office holds it from when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.people.models import Person
from brusselshelps.people.personal import BACK_OFFICE, PUBLIC_TASK, UNTIL_FORGOTTEN, Held, Personal, Who
from brusselshelps.reference.models import Category, Locality, Partner

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User

    from .item import RequestItem

ON_BEHALF = Held(
    gettext_lazy("to reach the person who asks for somebody else"), PUBLIC_TASK, UNTIL_FORGOTTEN, BACK_OFFICE
)
OWN_WORDS = Held(
    gettext_lazy("to know what help is needed, in your own words"), PUBLIC_TASK, UNTIL_FORGOTTEN, BACK_OFFICE
)
STAFF_WORDS = Held(gettext_lazy("to know why our staff decided something"), PUBLIC_TASK, UNTIL_FORGOTTEN, BACK_OFFICE)


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, user: User) -> HelpRequestQuerySet:
        """A back office sees its own requests and the intake; its leads also those handled but held by nobody."""
        if user.backoffice_id is None:
            return self.none()
        nobodys = Q(holder=None) if user.is_lead else Q(holder=None, handled_at=None)
        return self.filter(Q(holder=user.backoffice_id) | nobodys)

    def intake(self) -> HelpRequestQuerySet:
        """New requests that both back offices see: held by nobody, not handled, and not all withdrawn."""
        from .item import RequestItem, State

        waiting = RequestItem.objects.filter(request=OuterRef("pk"), state=State.OPEN, set_aside_at=None)
        return self.filter(Exists(waiting), holder=None, handled_at=None, set_aside_at=None)


class HelpRequest(models.Model):
    """What one resident asked at one moment. The answer of 2020 counts 272 handled."""

    class Channel(models.TextChoices):
        WEB = "web", gettext_lazy("website")
        PHONE = "phone", gettext_lazy("phone")
        PAPER = "paper", gettext_lazy("paper")
        PARTNER = "partner", gettext_lazy("partner")

    class Relation(models.TextChoices):
        FAMILY = "family", gettext_lazy("family")
        NEIGHBOUR = "neighbour", gettext_lazy("neighbour or friend")
        PROFESSIONAL = "professional", gettext_lazy("care or social worker")
        OTHER = "other", gettext_lazy("somebody else")

    class Urgency(models.TextChoices):
        TODAY = "today", gettext_lazy("today")
        THIS_WEEK = "this_week", gettext_lazy("this week")
        CAN_WAIT = "can_wait", gettext_lazy("it can wait")

    reference = models.CharField(gettext_lazy("reference"), max_length=11, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="help_requests", verbose_name=gettext_lazy("person")
    )
    on_behalf_name = models.CharField(gettext_lazy("asked by"), max_length=200, blank=True)
    on_behalf_phone = models.CharField(gettext_lazy("phone of who asks"), max_length=60, blank=True)
    on_behalf_relation = models.CharField(
        gettext_lazy("relation of who asks"), max_length=20, choices=Relation, blank=True
    )
    on_behalf_agreed = models.BooleanField(gettext_lazy("the person agrees"), default=False)
    channel = models.CharField(gettext_lazy("channel"), max_length=10, choices=Channel)
    message = models.TextField(gettext_lazy("message"), max_length=4000, blank=True)
    urgency = models.CharField(gettext_lazy("urgency"), max_length=10, choices=Urgency, blank=True)
    by_when = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    received_at = models.DateTimeField(gettext_lazy("received at"), default=timezone.now)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    locality = models.ForeignKey(Locality, models.PROTECT, verbose_name=gettext_lazy("locality"))
    holder = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="help_requests",
        verbose_name=gettext_lazy("held by"),
    )
    handled_at = models.DateTimeField(gettext_lazy("handled at"), null=True, blank=True)
    set_aside_at = models.DateTimeField(gettext_lazy("set aside at"), null=True, blank=True)
    set_aside_reason = models.CharField(gettext_lazy("reason for setting aside"), max_length=300, blank=True)
    external_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = HelpRequestQuerySet.as_manager()

    PERSONAL = Personal(
        "person",
        {
            "on_behalf_name": ON_BEHALF,
            "on_behalf_phone": ON_BEHALF,
            "on_behalf_relation": ON_BEHALF,
            "message": OWN_WORDS,
            "set_aside_reason": STAFF_WORDS,
        },
        Who.ASKS,
    )

    class Meta:
        verbose_name = gettext_lazy("help request")
        verbose_name_plural = gettext_lazy("help requests")
        indexes = [models.Index(name="request_received", fields=["received_at"])]
        constraints = [
            models.CheckConstraint(
                name="request_received_before_recorded", condition=Q(received_at__lte=F("recorded_at"))
            ),
            models.CheckConstraint(
                name="request_received_before_handled",
                condition=Q(handled_at=None) | Q(handled_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="request_held_only_when_handled",
                condition=Q(holder=None) | Q(handled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_on_behalf_only_when_agreed",
                condition=Q(on_behalf_name="", on_behalf_phone="", on_behalf_relation="") | Q(on_behalf_agreed=True),
                violation_error_message=gettext_lazy("Ask the person first whether they agree."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> str:
        """What the items say together: the first state, in the order of BY_NEED, that one of them is in."""
        from .item import BY_NEED

        states = {item.state for item in self.items.all() if item.set_aside_at is None}
        return next((state for state in BY_NEED if state in states), BY_NEED[-1])

    @property
    def waiting(self) -> list[RequestItem]:
        """The items that still wait for help, and so can be withdrawn."""
        items = [] if self.set_aside_at else self.items.all()
        return [item for item in items if item.set_aside_at is None and item.may_be_withdrawn]

    @transaction.atomic
    def ask_for(self, categories: Iterable[Category], answers: Mapping[str, str] | None = None) -> None:
        """Add an item for each category, with what was answered to its question, by slug."""
        from .item import RequestItem

        RequestItem.objects.bulk_create(
            RequestItem(
                request=self,
                category=category,
                answer=(answers or {}).get(category.slug, ""),
                recorded_at=self.recorded_at,
            )
            for category in categories
        )

    @transaction.atomic
    def take_on(self, by: User) -> None:
        """The back office of this member of staff holds the request from now on, if nobody else does."""
        self._lock()
        if by.backoffice is None:
            raise ValidationError(_("Only a back office can take on a help request."))
        if self.holder:
            raise ValidationError(
                _("%(reference)s is already taken on by %(office)s.")
                % {"reference": self.reference, "office": self.holder}
            )
        if self.set_aside_at:
            raise ValidationError(_("%(reference)s is set aside.") % {"reference": self.reference})
        self._give_to(by.backoffice, by, reason="")

    @transaction.atomic
    def hand_over(self, to: Partner, by: User, reason: str) -> None:
        """Give the request to the other back office, with the reason."""
        self._lock()
        if self.holder_id is None or self.holder_id != by.backoffice_id:
            raise ValidationError(_("Your back office does not hold %(reference)s.") % {"reference": self.reference})
        if to == self.holder or not to.runs_backoffice:
            raise ValidationError(_("Choose another back office."))
        if not reason.strip():
            raise ValidationError(_("Say why you hand the request over."))
        self._give_to(to, by, reason)

    @transaction.atomic
    def withdraw(self, by: User | None) -> None:
        """The resident needs none of it any more: withdraw each item that still waits for help."""
        self._lock()
        for item in self.waiting:
            item.withdraw(by)

    @transaction.atomic
    def add_note(self, text: str) -> None:
        """A word from the resident; the same word, sent twice, is one note."""
        self._lock()
        if not self.notes.filter(text=text).exists():
            self.notes.create(text=text)

    def read_notes(self) -> None:
        """The back office has read all that was added."""
        self.notes.unread().update(read_at=timezone.now())

    @transaction.atomic
    def set_aside(self, reason: str) -> None:
        """Take spam or a test out of the figures of every day."""
        self._lock()
        self.set_aside_at, self.set_aside_reason = self.set_aside_at or timezone.now(), reason
        self.save(update_fields=["set_aside_at", "set_aside_reason"])

    def mark_handled(self, at: dt.datetime) -> None:
        """Set once: when first taken on, matched or answered."""
        HelpRequest.objects.filter(pk=self.pk, handled_at=None).update(handled_at=at)
        self.handled_at = self.handled_at or at

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=HelpRequest.objects.select_for_update(of=("self",)))

    def _give_to(self, partner: Partner, by: User, reason: str) -> None:
        now = timezone.now()
        Handover.objects.create(request=self, partner=partner, since=now, recorded_at=now, by=by, reason=reason)
        self.holder = partner
        self.handled_at = self.handled_at or now
        self.save(update_fields=["holder", "handled_at"])


class Handover(models.Model):
    """Which back office, or none, holds a request from when, and why. Figures of a day read these rows."""

    request = models.ForeignKey(
        HelpRequest,
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
