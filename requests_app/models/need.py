"""A need: what an organisation asks for the people it cares for, letters, play packs or masks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import PUBLIC_TASK, Personal, Purpose, ReadBy, Term, Who
from brusselshelps.reference.models import Locality
from volunteers.models.call import Call

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User

NEED_WORDS = Purpose(gettext_lazy("to know what your organisation needs"), PUBLIC_TASK, Term.NEED, ReadBy.OFFICES)


class NeedQuerySet(models.QuerySet["OrganisationNeed"]):
    def visible_to(self, user: User) -> NeedQuerySet:
        """Both back offices meet the needs of organisations together; who has no back office sees none."""
        return self.all() if user.backoffice_id else self.none()

    def open(self) -> NeedQuerySet:
        return self.filter(closed_at=None)


class OrganisationNeed(models.Model):
    """What one organisation needs, at one moment. It may lead to a call. Never counted with help requests."""

    reference = models.CharField(gettext_lazy("reference"), max_length=11, unique=True)
    organisation = models.CharField(gettext_lazy("organisation"), max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="organisation_needs", verbose_name=gettext_lazy("contact person")
    )
    what = models.TextField(gettext_lazy("what is needed"), max_length=4000, blank=True)
    people_helped = models.PositiveIntegerField(gettext_lazy("for how many people"), null=True, blank=True)
    by_when = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    locality = models.ForeignKey(Locality, models.PROTECT, verbose_name=gettext_lazy("locality"))
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=gettext_lazy("call")
    )
    received_at = models.DateTimeField(gettext_lazy("received at"), default=timezone.now)
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    closed_at = models.DateTimeField(gettext_lazy("closed at"), null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    # An organisation is nobody: its name stays with what it needed.
    PERSONAL = Personal("person", {"what": NEED_WORDS}, Who.ORGANISATION, facts=("reference", "organisation"))

    class Meta:
        verbose_name = gettext_lazy("need")
        verbose_name_plural = gettext_lazy("needs")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_names_an_organisation",
                condition=Q(organisation__regex=r"\S"),
                violation_error_message=gettext_lazy("Enter the name of your organisation."),
            ),
            models.CheckConstraint(
                name="need_received_before_recorded", condition=Q(received_at__lte=F("recorded_at"))
            ),
            models.CheckConstraint(
                name="need_received_before_closed",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("received_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @transaction.atomic
    def close(self, by: User) -> None:
        """What was needed is there, or is no longer needed."""
        self.refresh_from_db(from_queryset=OrganisationNeed.objects.visible_to(by).select_for_update(of=("self",)))
        if self.closed_at:
            raise ValidationError(_("%(reference)s has already been closed.") % {"reference": self.reference})
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_at"])

    @classmethod
    def withdraw_persons(cls, people: Collection[int], at: dt.datetime, who: Collection[Who] = ()) -> None:
        """Without anybody to speak to, there is nothing left to do."""
        cls.objects.open().filter(person__in=people).update(closed_at=at)
