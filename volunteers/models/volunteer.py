"""Volunteers and their candidacies: the categories they offer help in, each with a start and an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.input_cleaning import fold_email
from brusselshelps.people.models import Person
from brusselshelps.people.privacy.declarations import PUBLIC_TASK, Personal, Purpose, ReadBy, Term, Who
from brusselshelps.people.public_references import keyed_hash
from brusselshelps.reference.models import Category, Locality

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User

KNOWN_ADDRESS = Purpose(
    _("to recognise an address that is already registered"),
    PUBLIC_TASK,
    Term.OFFER,
    ReadBy.NOBODY,
    what=_("a code made from your e-mail address"),
)


def email_key_of(email: str) -> str | None:
    """A keyed hash of the normalised address, to recognise it without storing it; None without an address."""
    return keyed_hash("email", fold_email(email)) if email else None


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, user: User) -> VolunteerQuerySet:
        """All volunteers for staff of either back office; none for users without a back office."""
        return self.all() if user.backoffice_id else self.none()

    def active(self) -> VolunteerQuerySet:
        """Volunteers with an open candidacy."""
        return self.filter(Exists(Candidacy.objects.open().filter(volunteer=OuterRef("pk"))))

    def registered_with(self, email: str) -> VolunteerQuerySet:
        """The volunteer, at most one, registered with this address, however it is written."""
        return self.filter(email_key=email_key_of(email)) if email else self.none()


class Volunteer(models.Model):
    """A registered volunteer; the answer of 2020 counts 2,345 of them.
    `sql/candidacies.sql` requires at least one candidacy.
    """

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
    max_active = models.PositiveSmallIntegerField(_("most matches at the same time"), default=1)
    # Both are maintained by a trigger on matches, in `requests_app`; nothing else writes them.
    active_matches = models.PositiveSmallIntegerField(_("matches now"), default=0, db_default=0, editable=False)
    asked_at = models.DateTimeField(_("last asked at"), null=True, blank=True, editable=False)
    email_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    external_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = VolunteerQuerySet.as_manager()

    PERSONAL = Personal("person", {"email_key": KNOWN_ADDRESS}, Who.OFFERS, facts=("reference", "external_key"))

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        indexes = [models.Index(name="volunteer_registered", fields=["registered_at", "id"])]
        constraints = [
            models.CheckConstraint(
                name="volunteer_locality_if_and_only_if_inside",
                condition=Q(residence="inside", locality__isnull=False)
                | Q(residence__in=["outside", "unknown"], locality__isnull=True),
                violation_error_message=_(
                    "Choose a locality if the volunteer lives in the Brussels Region, and only then."
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
        """Open a candidacy for each category, from the date of registration."""
        Candidacy.objects.bulk_create(
            Candidacy(volunteer=self, category=category, since=self.registered_at, recorded_at=self.recorded_at)
            for category in categories
        )

    @property
    def has_withdrawn(self) -> bool:
        return not self.candidacies.open().exists()

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None and self.paused_until >= timezone.localdate()

    def is_insured_on(self, day: dt.date, verification: str) -> bool:
        """Whether the latest check shows cover valid on that day and verified as well as the policy requires."""
        newest = self.insurance_checks.order_by("-checked_at", "-pk").first()
        return newest is not None and newest.is_in_order_on(day, verification)

    def refuse_when_away(self) -> None:
        """Raises ValidationError if they have withdrawn or are taking a break today."""
        if self.has_withdrawn:
            raise ValidationError(gettext("This volunteer has stopped. Choose another one."))
        if self.is_paused and self.paused_until:
            day = date_format(self.paused_until)
            raise ValidationError(
                gettext("This volunteer is taking a break up to and including %(day)s.") % {"day": day}
            )

    @transaction.atomic
    def stand_for(self, categories: Iterable[Category]) -> None:
        """Offer these categories, and no others, from now on; candidacies that continue keep their start date."""
        Volunteer.objects.select_for_update().get(pk=self.pk)
        now, wanted = timezone.now(), {category.pk for category in categories}
        open_now = self.candidacies.open()
        goes_on = set(open_now.filter(category__in=wanted).values_list("category", flat=True))
        open_now.exclude(category__in=wanted).update(until=now)
        Candidacy.objects.bulk_create(
            Candidacy(volunteer=self, category_id=key, since=now, recorded_at=now) for key in sorted(wanted - goes_on)
        )

    def withdraw(self) -> None:
        """Close every candidacy and release the address, so that it can be registered again."""
        self.withdraw_persons([self.person_id], timezone.now())
        self.email_key = None

    @classmethod
    @transaction.atomic
    def withdraw_persons(cls, people: Collection[int], at: dt.datetime, who: Collection[Who] = ()) -> None:
        Candidacy.objects.open().filter(volunteer__person__in=people).update(until=at)
        cls.objects.filter(person__in=people).update(email_key=None)


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def open(self) -> CandidacyQuerySet:
        return self.filter(until=None)


class Candidacy(models.Model):
    """A volunteer's offer to help in a category, from `since` until `until`."""

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="candidacies", verbose_name=_("volunteer"), db_index=False
    )
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("help category"))
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = CandidacyQuerySet.as_manager()

    PERSONAL = Personal("volunteer__person", who=Who.OFFERS)

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        indexes = [models.Index(name="candidacy_of_volunteer", fields=["volunteer", "category"])]
        constraints = [
            models.UniqueConstraint(
                name="candidacy_open_once",
                fields=["volunteer", "category"],
                condition=Q(until=None),
                violation_error_message=_("The volunteer already offers this category."),
            ),
            models.CheckConstraint(
                name="candidacy_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("Choose an end that comes after the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.category}"
