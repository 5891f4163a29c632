"""Help requests: what one resident asks at one time, and the back office that holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.access.database_roles import as_owner
from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import Personal, Who
from brusselshelps.people.search import LastDigits
from brusselshelps.reference.models import Category, Locality, Partner
from requests_app import notifications
from requests_app.models.handover import Handover
from requests_app.models.processing_purposes import ON_BEHALF, OWN_WORDS, STAFF_WORDS
from requests_app.models.request_queryset import HelpRequestQuerySet
from requests_app.states import State

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User
    from requests_app.models.item import RequestItem


class HelpRequest(models.Model):
    """What one resident asked at one time; the answer of 2020 counts 272 handled requests.
    `sql/items.sql` requires at least one item, `sql/request_state.sql` maintains the state, and `sql/search.sql` finds
    a request by the phone number of the person who asked on the resident's behalf.
    """

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
    on_behalf_phone = models.CharField(gettext_lazy("phone of the person asking"), max_length=60, blank=True)
    on_behalf_relation = models.CharField(
        gettext_lazy("relationship of the person asking"), max_length=20, choices=Relation, blank=True
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
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("followed up by"),
    )
    # Derived from the states of the items, in the order of BY_NEED; only a trigger on the items writes it.
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=State, default=State.OPEN, db_default=State.OPEN, editable=False
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
        facts=("reference", "external_key"),
    )

    class Meta:
        verbose_name = gettext_lazy("help request")
        verbose_name_plural = gettext_lazy("help requests")
        # For paging the lists; the last one is for searching by the phone number of the person asking.
        indexes = [
            models.Index(name="request_received", fields=["received_at", "id"]),
            models.Index(
                name="request_in_state", fields=["state", "received_at", "id"], condition=Q(set_aside_at=None)
            ),
            models.Index(name="request_held", fields=["holder", "state", "received_at", "id"]),
            models.Index(
                name="request_followed_up",
                fields=["clerk", "state", "received_at", "id"],
                condition=Q(clerk__isnull=False),
            ),
            models.Index(
                name="request_in_intake",
                fields=["received_at", "id"],
                condition=Q(state=State.OPEN, holder=None, handled_at=None, set_aside_at=None),
            ),
            models.Index(
                name="request_set_aside", fields=["received_at", "id"], condition=Q(set_aside_at__isnull=False)
            ),
            models.Index(
                LastDigits("on_behalf_phone"), name="request_by_last_figures", condition=~Q(on_behalf_phone="")
            ),
        ]
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
                violation_error_message=gettext_lazy("First ask the person whether they agree."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def waiting(self) -> list[RequestItem]:
        """The items that still wait for help and can therefore be withdrawn."""
        items = [] if self.set_aside_at else self.items.all()
        return [item for item in items if item.set_aside_at is None and item.may_be_withdrawn]

    @property
    def languages(self) -> list[str]:
        """The languages the person speaks, by ISO 639 code, the contact language first."""
        return list(dict.fromkeys(filter(None, [self.person.contact_language, *self.person.languages])))

    @transaction.atomic
    def ask_for(self, categories: Iterable[Category], answers: Mapping[str, str] | None = None) -> None:
        """Add an item for each category, with the answer to its question; `answers` is keyed by slug."""
        self.items.bulk_create(
            self.items.model(
                request=self,
                category=category,
                answer=(answers or {}).get(category.slug, ""),
                recorded_at=self.recorded_at,
            )
            for category in categories
        )

    @transaction.atomic
    def take_on(self, by: User) -> None:
        """Assign the request to the user's back office, with the user as clerk. Raises ValidationError if held."""
        self.lock()
        if by.backoffice is None:
            raise ValidationError(_("Only a back office can take on a help request."))
        if self.holder:
            raise ValidationError(
                _("%(reference)s has already been taken on by %(office)s.")
                % {"reference": self.reference, "office": self.holder}
            )
        self.refuse_when_set_aside()
        self._give_to(by.backoffice, by, reason="", clerk=by)

    @transaction.atomic
    def hand_over(self, to: Partner, by: User, reason: str) -> None:
        """Hand the request over to the other back office, with the reason, and notify the person."""
        self.lock()
        self._refuse_others(by)
        if to == self.holder or not to.runs_backoffice:
            raise ValidationError(_("Choose another back office."))
        if not reason.strip():
            raise ValidationError(_("Say why you are handing the request over."))
        # As the owner: the row-level policies let no office write a row that another office holds.
        with as_owner():
            self._give_to(to, by, reason, clerk=None)
            notifications.handed_over(self)

    @transaction.atomic
    def follow_up(self, by: User) -> None:
        """Assign the request to this member of staff, instead of to a colleague."""
        self.lock()
        self._refuse_others(by)
        self.clerk = by
        self.save(update_fields=["clerk"])

    @transaction.atomic
    def withdraw(self, by: User | None) -> None:
        """Withdraw each item that still waits for help, because the resident no longer needs any."""
        self.lock()
        for item in self.waiting:
            item.withdraw(by)

    @transaction.atomic
    def add_note(self, text: str) -> None:
        """Add a note from the resident; the same text sent twice is one note."""
        self.lock()
        if not self.notes.filter(text=text).exists():
            self.notes.create(text=text)

    def read_notes(self) -> None:
        """Mark all notes as read."""
        self.notes.unread().update(read_at=timezone.now())

    @transaction.atomic
    def set_aside(self, reason: str, by: User | None = None) -> None:
        """Exclude spam, a test or a mistake from all figures, and cancel its active matches.
        `reason` is one of SettingAside.Reason, or free text.
        """
        self.lock()
        self.refuse_when_set_aside()
        for item in self.items.filter(state=State.MATCHED):
            for match in item.matches.active():
                match.cancel(by)
        self.set_aside_at, self.set_aside_reason = timezone.now(), reason
        self.save(update_fields=["set_aside_at", "set_aside_reason"])
        self.settings_aside.create(at=self.set_aside_at, by=by)

    @transaction.atomic
    def put_back(self, by: User | None) -> None:
        """Undo setting aside: all figures count the request again."""
        self.lock()
        if not self.set_aside_at:
            raise ValidationError(_("%(reference)s is not set aside.") % {"reference": self.reference})
        self.set_aside_at, self.set_aside_reason = None, ""
        self.save(update_fields=["set_aside_at", "set_aside_reason"])
        self.settings_aside.filter(put_back_at=None).update(put_back_at=timezone.now(), put_back_by=by)

    def mark_handled(self, at: dt.datetime) -> None:
        """Record when the request was first taken on, matched or answered; later calls change nothing."""
        HelpRequest.objects.filter(pk=self.pk, handled_at=None).update(handled_at=at)
        self.handled_at = self.handled_at or at

    @classmethod
    def lock_all(cls, keys: Iterable[int]) -> None:
        """Lock these requests until the transaction ends. To avoid deadlocks, always lock a request before its items,
        an item before its matches, and those before a volunteer."""
        list(cls.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk").values_list("pk"))

    def lock(self) -> None:
        """Lock this request until the transaction ends. If another office has taken it on meanwhile, only refresh it,
        so that the caller can say so."""
        try:
            self.refresh_from_db(from_queryset=HelpRequest.objects.select_for_update(of=("self",)))
        except HelpRequest.DoesNotExist:
            with as_owner():
                self.refresh_from_db()

    def _refuse_others(self, by: User) -> None:
        if self.holder_id is None or self.holder_id != by.backoffice_id:
            raise ValidationError(_("Your back office does not hold %(reference)s.") % {"reference": self.reference})

    def refuse_when_set_aside(self) -> None:
        if self.set_aside_at:
            raise ValidationError(_("%(reference)s is set aside.") % {"reference": self.reference})

    def _give_to(self, partner: Partner, by: User, reason: str, clerk: User | None) -> None:
        now = timezone.now()
        Handover.objects.create(request=self, partner=partner, since=now, recorded_at=now, by=by, reason=reason)
        self.holder, self.clerk = partner, clerk
        self.handled_at = self.handled_at or now
        self.save(update_fields=["holder", "clerk", "handled_at"])
