"""Calls, and sign-ups for one call or category without registering as a volunteer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.date_fields import EARLIEST, LATEST, OUT_OF_BOUNDS
from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import Personal, Who
from brusselshelps.reference.models import Category
from brusselshelps.reference.translated_columns import (
    IN_ALL_OR_NONE,
    MISSING_LANGUAGE,
    in_every_language,
    in_no_language,
)

# The bounds as times in Brussels: FIRST is inclusive, END is midnight after the last day and exclusive.
FIRST, END = (
    timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in (EARLIEST, LATEST + dt.timedelta(days=1))
)

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User


class CallQuerySet(models.QuerySet["Call"]):
    def open(self) -> CallQuerySet:
        """The calls people can sign up for on the website today, newest first."""
        launched = self.filter(launched_at__lte=timezone.now(), open_until__gte=timezone.localdate())
        return launched.order_by("-launched_at")

    def over(self) -> CallQuerySet:
        """The calls that are no longer on the website."""
        return self.filter(open_until__lt=timezone.localdate())


class Call(models.Model):
    """A call to all or some volunteers, by mail, newsletter or social media."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        NEWSLETTER = "newsletter", _("newsletter")
        SOCIAL_MEDIA = "social_media", _("social media")

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=150, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    launched_at = models.DateTimeField(_("launched at"), default=timezone.now)
    open_until = models.DateField(
        _("open on the website until"), null=True, blank=True, help_text=_("Empty: not on the website.")
    )
    text = models.TextField(_("text on the website"), max_length=600, blank=True)

    objects = CallQuerySet.as_manager()

    FACTS = ("slug", "title", "text")

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                name="call_titled_in_every_language",
                condition=in_every_language("title"),
                violation_error_message=MISSING_LANGUAGE,
            ),
            models.CheckConstraint(
                name="call_text_in_every_language_or_none",
                condition=in_every_language("text") | in_no_language("text"),
                violation_error_message=IN_ALL_OR_NONE,
            ),
            models.CheckConstraint(
                name="call_days_within_reach",
                condition=Q(launched_at__gte=FIRST, launched_at__lt=END)
                & (Q(open_until=None) | Q(open_until__gte=EARLIEST, open_until__lte=LATEST)),
                violation_error_message=OUT_OF_BOUNDS,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, user: User) -> SignUpQuerySet:
        """All sign-ups for staff of either back office; none for users without a back office."""
        return self.all() if user.backoffice_id else self.none()


class SignUp(models.Model):
    """A sign-up for one call or category, without registration; it may be for several people."""

    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("help category"))
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="sign_ups", verbose_name=_("call")
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, verbose_name=_("person"))
    reference = models.CharField(_("reference"), max_length=11, null=True, blank=True, unique=True)
    headcount = models.PositiveIntegerField(_("headcount"), default=1)
    at = models.DateTimeField(_("at"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    attended_at = models.DateTimeField(_("attended at"), null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    PERSONAL = Personal("person", who=Who.OFFERS, facts=("reference",))

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.CheckConstraint(
                name="sign_up_for_a_category_or_a_call",
                condition=Q(category__isnull=False, call__isnull=True) | Q(category__isnull=True, call__isnull=False),
                violation_error_message=_("Choose a category or a call, not both."),
            ),
            models.CheckConstraint(
                name="sign_up_of_somebody",
                condition=Q(headcount__gte=1),
                violation_error_message=_("Enter at least one person."),
            ),
        ]

    def __str__(self) -> str:
        """The reference, or the key if there is none, as for an imported sign-up."""
        return self.reference or f"#{self.pk}"

    @transaction.atomic
    def attend(self, by: User) -> None:
        """Record that they attended; from now on they count as people engaged. Raises ValidationError if recorded."""
        self.refresh_from_db(from_queryset=SignUp.objects.visible_to(by).select_for_update(of=("self",)))
        if self.attended_at:
            raise ValidationError(gettext("Attendance has already been recorded."))
        self.attended_at = timezone.now()
        self.save(update_fields=["attended_at"])
