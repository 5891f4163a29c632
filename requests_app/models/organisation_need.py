"""Needs: what organisations ask for on behalf of the people they care for, such as letters or face masks."""

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
from volunteers.models.call_for_volunteers import Call

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User

NEED_WORDS = Purpose(gettext_lazy("to know what your organisation needs"), PUBLIC_TASK, Term.NEED, ReadBy.OFFICES)


class NeedQuerySet(models.QuerySet["OrganisationNeed"]):
    def visible_to(self, user: User) -> NeedQuerySet:
        """All needs for staff of either back office; none for users without a back office."""
        return self.all() if user.backoffice_id else self.none()

    def open(self) -> NeedQuerySet:
        return self.filter(closed_at=None)


class OrganisationNeed(models.Model):
    """What an organisation needs at a given time. It may lead to a call. Never counted with help requests."""

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

    # The name of an organisation is not personal data, so it is kept after the contact person is erased.
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
        """Close the need because it was met or no longer exists. Raises ValidationError if it is already closed."""
        self.refresh_from_db(from_queryset=OrganisationNeed.objects.visible_to(by).select_for_update(of=("self",)))
        if self.closed_at:
            raise ValidationError(_("%(reference)s has already been closed.") % {"reference": self.reference})
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_at"])

    @classmethod
    def withdraw_persons(cls, people: Collection[int], at: dt.datetime, who: Collection[Who] = ()) -> None:
        """Close the open needs of these contact persons: without a contact nothing more can be done."""
        cls.objects.open().filter(person__in=people).update(closed_at=at)
