"""Suspensions: periods during which nobody can ask for help, register or sign up."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.reference.translated_columns import (
    IN_ALL_OR_NONE,
    in_every_language,
    in_no_language,
)


class MomentRange(Func):
    """The range from one time up to another, unbounded when the second is null."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> SuspensionQuerySet:
        """The suspension in force now, at most one."""
        now = timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))


class Suspension(models.Model):
    """Suspends the whole platform: in this period nobody can ask, register or sign up, and every page says so."""

    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until somebody ends it."))
    text = models.TextField(
        _("what to do instead"),
        max_length=600,
        blank=True,
        help_text=_(
            "Shown on the home page and in place of the forms. If this is empty, the pages tell people to call us."
        ),
    )

    objects = SuspensionQuerySet.as_manager()

    FACTS = ("text",)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                name="suspension_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("since")),
                violation_error_message=_("Choose an end that comes after the start."),
            ),
            ExclusionConstraint(
                name="suspensions_never_overlap",
                expressions=[(MomentRange("since", "until", RangeBoundary()), RangeOperators.OVERLAPS)],
                violation_error_message=_("The platform is already suspended at one of these times."),
            ),
            models.CheckConstraint(
                name="suspension_text_in_every_language_or_none",
                condition=in_every_language("text") | in_no_language("text"),
                violation_error_message=IN_ALL_OR_NONE,
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.since):%Y-%m-%d %H:%M}"

    @property
    def is_in_force(self) -> bool:
        now = timezone.now()
        return self.since <= now and (self.until is None or self.until > now)

    @transaction.atomic
    def end(self) -> None:
        """End the suspension now: people can ask, register and sign up again."""
        self.refresh_from_db(from_queryset=Suspension.objects.select_for_update())
        if not self.is_in_force:
            raise ValidationError(gettext("This suspension is not in force, so there is nothing to end."))
        self.until = timezone.now()
        self.save(update_fields=["until"])
