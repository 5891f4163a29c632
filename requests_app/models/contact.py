"""Attempts to reach somebody about a request, corrections of its data, and setting it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import Personal, Who, field_of
from requests_app.models.match import Match
from requests_app.models.processing_purposes import STAFF_WORDS
from requests_app.models.request import HelpRequest

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User


class ContactAttempt(models.Model):
    """A phone call about a request: who was called, and the outcome. Rows are only ever added."""

    class Whom(models.TextChoices):
        RESIDENT = "resident", gettext_lazy("the resident")
        ASKER = "asker", gettext_lazy("the person asking for the resident")
        VOLUNTEER = "volunteer", gettext_lazy("the volunteer")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", gettext_lazy("answered")
        NO_ANSWER = "no_answer", gettext_lazy("no answer")
        WRONG_NUMBER = "wrong_number", gettext_lazy("wrong number")

    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="attempts", verbose_name=gettext_lazy("help request")
    )
    match = models.ForeignKey(
        Match, models.PROTECT, null=True, blank=True, related_name="attempts", verbose_name=gettext_lazy("match")
    )
    whom = models.CharField(gettext_lazy("who was called"), max_length=10, choices=Whom)
    outcome = models.CharField(gettext_lazy("outcome"), max_length=12, choices=Outcome)
    remark = models.CharField(gettext_lazy("remark"), max_length=300, blank=True)
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("by")
    )

    # A call to the volunteer of a match is personal data of the volunteer, not of the resident.
    PERSONAL = Personal(
        "request__person", {"remark": STAFF_WORDS}, Who.ASKS, also="match__volunteer__person", instead=True
    )

    class Meta:
        verbose_name = gettext_lazy("contact attempt")
        verbose_name_plural = gettext_lazy("contact attempts")
        ordering = ["request", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attempt_volunteer_if_and_only_if_of_a_match",
                condition=Q(whom="volunteer", match__isnull=False)
                | Q(whom__in=["resident", "asker"], match__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display()}"

    @property
    def whom_in_words(self) -> str:
        """Who was called; a volunteer is shown by reference, never by name."""
        return f"{self.get_whom_display()} {self.match.volunteer}" if self.match else self.get_whom_display()

    @classmethod
    @transaction.atomic
    def note(
        cls, request: HelpRequest, whom: str, outcome: str, by: User, *, remark: str = "", match: Match | None = None
    ) -> ContactAttempt:
        """Record a phone call. Raises ValidationError if the person was erased: nothing more may be recorded then."""
        HelpRequest.lock_all([request.pk])
        if Person.objects.filter(pk=request.person_id, erased_at__isnull=False).exists():
            raise ValidationError(_("This person’s data has been erased. Nothing more can be recorded about them."))
        now = timezone.now()
        return cls.objects.create(
            request=request, whom=whom, outcome=outcome, remark=remark, match=match, at=now, recorded_at=now, by=by
        )

    @classmethod
    def with_wrong_number(cls, request: HelpRequest) -> set[str]:
        """Who cannot be reached: their number was recorded as wrong and has not been corrected since."""
        columns = {str(cls.Whom.RESIDENT): "phone", str(cls.Whom.ASKER): "on_behalf_phone"}
        wrong = {
            attempt.whom: attempt.at
            for attempt in request.attempts.filter(outcome=cls.Outcome.WRONG_NUMBER, whom__in=columns)
        }
        if not wrong:
            return set()
        corrected = [
            (column, correction.at) for correction in request.corrections.all() for column in correction.columns
        ]
        return {
            whom
            for whom, at in wrong.items()
            if not any(column == columns[whom] and moment > at for column, moment in corrected)
        }


class Correction(models.Model):
    """The columns of a request or its person that a clerk corrected, without their values. Rows are only ever added.
    The latest one also serves as the version of the request: the form sends the latest at the time it was rendered.
    """

    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="corrections", verbose_name=gettext_lazy("help request")
    )
    columns = ArrayField(models.CharField(max_length=40), verbose_name=gettext_lazy("what was corrected"))
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("by"))

    # Names of columns only, never their values.
    PERSONAL = Personal("request__person", who=Who.ASKS, beside=("request__reference",), facts=("columns",))

    class Meta:
        verbose_name = gettext_lazy("correction")
        verbose_name_plural = gettext_lazy("corrections")
        ordering = ["request", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.request} #{self.pk}"

    def get_columns_display(self) -> str:
        """The corrected columns in the reader's language."""
        of_request = {column.name for column in HelpRequest._meta.concrete_fields}
        owners = [(HelpRequest if name in of_request else Person, name) for name in self.columns]
        return ", ".join(str(field_of(owner, name).verbose_name) for owner, name in owners)

    @classmethod
    def lock(cls, request: HelpRequest) -> None:
        """Lock the request against other corrections until the transaction ends; the person first, as erasure does."""
        list(Person.objects.select_for_update(no_key=True).filter(pk=request.person_id))
        HelpRequest.lock_all([request.pk])


class SettingAside(models.Model):
    """A period in which a request is excluded from all figures as spam, a test or a mistake; it may be put back."""

    class Reason(models.TextChoices):
        SPAM = "spam", gettext_lazy("spam")
        TEST = "test", gettext_lazy("a test")
        MISTAKE = "mistake", gettext_lazy("a mistake")

    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="settings_aside", verbose_name=gettext_lazy("help request")
    )
    at = models.DateTimeField(gettext_lazy("set aside at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("by")
    )
    put_back_at = models.DateTimeField(gettext_lazy("put back at"), null=True, blank=True)
    put_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("put back by")
    )

    PERSONAL = Personal("request__person", who=Who.ASKS, beside=("request__reference",))

    class Meta:
        verbose_name = gettext_lazy("set-aside")
        verbose_name_plural = gettext_lazy("set-asides")
        ordering = ["request", "at", "pk"]
        constraints = [
            models.UniqueConstraint(name="set_aside_once_at_a_time", fields=["request"], condition=Q(put_back_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.request} #{self.pk}"
