"""A legal hold: a person's data must be kept for now because of a legal obligation or claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.privacy.declarations import Personal, Purpose, ReadBy, Term

if TYPE_CHECKING:
    from brusselshelps.people.models import Person

HOLD = Purpose(
    _("to know why your data has to be kept for now"),
    _(
        "a legal obligation: article 6(1)(c) of the GDPR. Your data may be kept even though you ask for it to be "
        "erased, because of such an obligation or a legal claim: article 17(3)"
    ),
    Term.PERSON,
    ReadBy.LEADS,
)


class HoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self) -> HoldQuerySet:
        """Holds that have been neither ended by anybody nor expired."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)

    def on(self, people: Collection[int]) -> HoldQuerySet:
        return self.standing().filter(person__in=people)


class LegalHold(models.Model):
    """While it is in force, neither retention nor the person's own request erases anything."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="holds", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    until = models.DateField(
        _("up to and including"), null=True, blank=True, help_text=_("Empty: until somebody ends it.")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    objects = HoldQuerySet.as_manager()

    PERSONAL = Personal("person", {"reason": HOLD})

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(
                name="hold_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    @transaction.atomic
    def put_on(cls, person: Person, reason: str, by: Any, until: dt.date | None = None) -> LegalHold:
        """Hold the data of this person and of those merged with them. Raises ValidationError with a full sentence."""
        if cls.objects.on([person.pk]).exists():
            raise ValidationError(gettext("There is already a legal hold on this person."))
        if not reason.strip():
            raise ValidationError(gettext("Say which law or claim requires this data to be kept."))
        if until and until < timezone.localdate():
            raise ValidationError(gettext("Choose a day in the future, or leave this empty."))
        # The insert waits for an erasure of this person in progress, and blocks a new one until this transaction ends.
        hold = cls.objects.create(person=person, reason=reason, by=by, until=until)
        if type(person).objects.filter(pk=person.pk, erased_at__isnull=False).exists():
            raise ValidationError(gettext("This person’s data has already been erased. There is nothing left to keep."))
        return hold

    @transaction.atomic
    def end(self, by: Any) -> None:
        """The usual retention periods apply again, and a pending request for erasure is carried out."""
        self.refresh_from_db(from_queryset=LegalHold.objects.select_for_update(of=("self",)))
        if self.ended_at:
            raise ValidationError(gettext("This legal hold has already ended."))
        self.ended_at, self.ended_by = timezone.now(), by
        self.save(update_fields=["ended_at", "ended_by"])
