"""What is offered: volunteers and their candidacies, sign-ups and calls, insurance. Knows nothing of requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.codes import keyed_hash
from brusselshelps.people.models import Person
from brusselshelps.people.personal import PUBLIC_TASK, UNTIL_FORGOTTEN, Held, Personal
from brusselshelps.people.text import fold_email
from brusselshelps.reference.models import (
    IN_ALL_OR_NONE,
    MISSING_LANGUAGE,
    Category,
    Locality,
    in_every_language,
    in_no_language,
)

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User


def email_key_of(email: str) -> str | None:
    """What an address is recognised by without being kept: a keyed hash of its folded form; None without address."""
    return keyed_hash("email", fold_email(email)) if email else None


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, user: User) -> VolunteerQuerySet:
        """Volunteers are one pool for both back offices; who has no back office sees none."""
        return self.all() if user.backoffice_id else self.none()

    def active(self) -> VolunteerQuerySet:
        """Volunteers with a candidacy open now."""
        return self.filter(Exists(Candidacy.objects.open().filter(volunteer=OuterRef("pk"))))

    def registered_with(self, email: str) -> VolunteerQuerySet:
        """The volunteer, at most one, who is registered under this address however it is written."""
        return self.filter(email_key=email_key_of(email)) if email else self.none()


class Volunteer(models.Model):
    """A registered person: what the answer of 2020 counts 2.345 of."""

    class Residence(models.TextChoices):
        INSIDE = "inside", _("in the Brussels Region")
        OUTSIDE = "outside", _("outside the Brussels Region")
        UNKNOWN = "unknown", _("not known")

    person = models.OneToOneField(Person, models.PROTECT, verbose_name=_("person"))
    reference = models.CharField(_("reference"), max_length=11, unique=True)
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    residence = models.CharField(_("residence"), max_length=7, choices=Residence)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, blank=True, verbose_name=_("locality"))
    adult = models.BooleanField(_("16 or older"), default=False)
    information_read_at = models.DateTimeField(_("information note read at"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    max_active = models.PositiveSmallIntegerField(_("most matches at a time"), default=1)
    email_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    external_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = VolunteerQuerySet.as_manager()

    PERSONAL = Personal(
        "person",
        {"email_key": Held("recognise an address that is registered already", PUBLIC_TASK, UNTIL_FORGOTTEN, "nobody")},
    )

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = [
            models.CheckConstraint(
                name="volunteer_locality_if_and_only_if_inside",
                condition=Q(residence="inside", locality__isnull=False)
                | Q(residence__in=["outside", "unknown"], locality__isnull=True),
                violation_error_message=_(
                    "Choose a locality for who lives in the Brussels Region, and for nobody else."
                ),
            ),
            models.CheckConstraint(
                name="volunteer_registered_before_recorded", condition=Q(registered_at__lte=F("recorded_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @transaction.atomic
    def register_for(self, categories: Iterable[Category]) -> None:
        """Begin a candidacy for each category, dated as the registration."""
        Candidacy.objects.bulk_create(
            Candidacy(volunteer=self, category=category, since=self.registered_at, recorded_at=self.recorded_at)
            for category in categories
        )

    def withdraw(self) -> None:
        """Close every candidacy; the address may register again."""
        self.withdraw_persons([self.person_id], timezone.now())
        self.email_key = None

    @classmethod
    @transaction.atomic
    def withdraw_persons(cls, people: list[int], at: dt.datetime) -> None:
        Candidacy.objects.open().filter(volunteer__person__in=people).update(until=at)
        cls.objects.filter(person__in=people).update(email_key=None)


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def open(self) -> CandidacyQuerySet:
        return self.filter(until=None)


class Candidacy(models.Model):
    """A volunteer stands for a category, from – until."""

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="candidacies", verbose_name=_("volunteer"), db_index=False
    )
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("help category"))
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        indexes = [models.Index(name="candidacy_of_volunteer", fields=["volunteer", "category"])]
        constraints = [
            models.UniqueConstraint(
                name="candidacy_open_once",
                fields=["volunteer", "category"],
                condition=Q(until=None),
                violation_error_message=_("The volunteer already stands for this category."),
            ),
            models.CheckConstraint(
                name="candidacy_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("Choose an end that comes after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.category}"


class CallQuerySet(models.QuerySet["Call"]):
    def open(self) -> CallQuerySet:
        """The calls people can sign up for on the website today, newest first."""
        launched = self.filter(launched_at__lte=timezone.now(), open_until__gte=timezone.localdate())
        return launched.order_by("-launched_at")


class Call(models.Model):
    """A call to all or some volunteers, by mail, newsletter or social media."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("mail")
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
        ]

    def __str__(self) -> str:
        return self.title


class SignUp(models.Model):
    """Somebody signs up for one call or category without registering; one sign-up may stand for several heads."""

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
                violation_error_message=_("Count at least one head."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class InsuranceCheck(models.Model):
    """What was learned about a volunteer's insurance, and how. Rows are only added; exempt follows from policy."""

    class Outcome(models.TextChoices):
        INSURED = "insured", _("insured")
        ASKED = "asked", _("asked")
        REFUSED = "refused", _("refused")
        COVERED_OTHERWISE = "covered_otherwise", _("covered otherwise")

    class Method(models.TextChoices):
        SELF = "self", _("the volunteer's own word")
        PHONE = "phone", _("asked by phone")
        DOCUMENT = "document", _("a document")
        IMPORT = "import", _("imported list")

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="insurance_checks", verbose_name=_("volunteer")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("insurance check")
        verbose_name_plural = _("insurance checks")

    def __str__(self) -> str:
        return f"{self.volunteer}: {self.get_outcome_display()}"
