"""Checks of a volunteer's insurance, and whether they satisfy a category's policy."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.privacy.declarations import Personal, Who

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User
    from volunteers.models import Volunteer


class InsuranceCheck(models.Model):
    """The outcome of one check of a volunteer's insurance, and its method.
    Rows are only ever added. There is no outcome "exempt": that follows from the category's policy.
    """

    class Outcome(models.TextChoices):
        INSURED = "insured", _("insured")
        ASKED = "asked", _("asked")
        REFUSED = "refused", _("refused")
        COVERED_OTHERWISE = "covered_otherwise", _("covered otherwise")

    class Method(models.TextChoices):
        SELF = "self", _("the volunteer’s own word")
        PHONE = "phone", _("asked by phone")
        DOCUMENT = "document", _("a document")
        IMPORT = "import", _("imported list")

    volunteer = models.ForeignKey(
        "volunteers.Volunteer", models.PROTECT, related_name="insurance_checks", verbose_name=_("volunteer")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    PERSONAL = Personal("volunteer__person", who=Who.OFFERS)

    class Meta:
        verbose_name = _("insurance check")
        verbose_name_plural = _("insurance checks")

    # The strength of each method, on one scale with what a policy requires (CategoryPolicy.Verification). An imported
    # list only repeats what volunteers said themselves.
    STRENGTH = {"": 0, "none": 0, "self": 1, "import": 1, "phone": 2, "document": 3}

    def __str__(self) -> str:
        return f"{self.volunteer}: {self.get_outcome_display()}"

    @property
    def is_covered(self) -> bool:
        return self.outcome in (self.Outcome.INSURED, self.Outcome.COVERED_OTHERWISE)

    def is_in_order_on(self, day: dt.date, verification: str) -> bool:
        valid = self.valid_until is None or self.valid_until >= day
        return self.is_covered and valid and self.STRENGTH[self.method] >= self.STRENGTH[verification]

    @classmethod
    def record(
        cls,
        volunteer: Volunteer,
        outcome: str,
        method: str,
        by: User | None = None,
        valid_until: dt.date | None = None,
    ) -> InsuranceCheck:
        """Record a check made just now; without `by`, it is the volunteer's own statement."""
        now = timezone.now()
        return cls.objects.create(
            volunteer=volunteer,
            outcome=outcome,
            method=method,
            checked_by=by,
            checked_at=now,
            recorded_at=now,
            valid_until=valid_until,
        )
