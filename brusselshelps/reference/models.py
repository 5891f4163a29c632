"""The shared words: categories and their policies, communes and localities, partners. Rows, never columns."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.reference.translated_columns import (
    IN_ALL_OR_NONE,
    MISSING_LANGUAGE,
    in_every_language,
    in_no_language,
    named_in_every_language,
)


class Language(models.TextChoices):
    """The languages of the platform; their names are never translated."""

    NL = "nl", "Nederlands"
    FR = "fr", "Français"
    EN = "en", "English"


LANGUAGES = tuple(Language.values)


class MomentRange(Func):
    """The range from one moment up to another, without end when that is empty."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> SuspensionQuerySet:
        """The suspension that holds now: at most one."""
        now = timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))


class CategoryQuerySet(models.QuerySet["Category"]):
    def for_form(self, day: dt.date) -> CategoryQuerySet:
        """All that a public form has to know, in one question: `registration` on that day, and `suspended` now."""
        policy = CategoryPolicy.objects.filter(category=OuterRef("pk"), valid__contains=day).values("registration")
        return self.annotate(registration=Subquery(policy), suspended=Exists(Suspension.objects.in_force()))


class Category(models.Model):
    """A kind of help, with a label for who asks, for who offers, and for the published tables.

    `question` is what the form asks besides, of who chose it: which pharmacy, how big the dog. Not every kind has one.
    """

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position in the published order"), unique=True)
    residents_may_ask = models.BooleanField(_("residents may ask for it"), default=True)
    report = models.CharField(_("label in the figures"), max_length=100, blank=True)
    ask = models.CharField(_("label for people who ask"), max_length=100, blank=True)
    offer = models.CharField(_("label for people who offer"), max_length=100, blank=True)
    question = models.CharField(_("question for people who ask"), max_length=150, blank=True)
    talking_matters = models.BooleanField(
        _("a shared language matters"),
        default=False,
        help_text=_("Volunteers who speak one of the resident’s languages are then proposed first."),
    )

    objects = CategoryQuerySet.as_manager()

    FACTS = ("slug", "report", "ask", "offer", "question")

    class Meta:
        verbose_name = _("help category")
        verbose_name_plural = _("help categories")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="category_labels_in_every_language",
                condition=in_every_language("report", "offer"),
                violation_error_message=MISSING_LANGUAGE,
            ),
            models.CheckConstraint(
                name="category_ask_label_if_and_only_if_asked",
                condition=Q(residents_may_ask=True) & in_every_language("ask")
                | Q(residents_may_ask=False) & in_no_language("ask"),
                violation_error_message=_(
                    "Enter the label for people who ask in all three languages, or in none if residents may not ask "
                    "for it."
                ),
            ),
            models.CheckConstraint(
                name="category_question_in_every_language_or_none",
                condition=in_every_language("question") | in_no_language("question"),
                violation_error_message=IN_ALL_OR_NONE,
            ),
        ]

    def __str__(self) -> str:
        return self.report


class CategoryPolicy(models.Model):
    """What holds for a category from one Brussels day to another; the policy of the day of the event applies."""

    class Registration(models.TextChoices):
        REGISTRATION = "registration", _("registration as a volunteer")
        SIGN_UP = "sign_up", _("sign-up, without registration")
        PERSONAL_CONTACT = "personal_contact", _("personal contact only")
        CLOSED = "closed", _("closed")

    class Insurance(models.TextChoices):
        ASKED = "asked", _("asked")
        EXEMPT = "exempt", _("exempt")

    class Verification(models.TextChoices):
        NONE = "none", _("not checked")
        SELF = "self", _("the volunteer’s own word")
        PHONE = "phone", _("asked by phone")
        DOCUMENT = "document", _("a document")

    category = models.ForeignKey(Category, models.CASCADE, related_name="policies", verbose_name=_("help category"))
    valid = DateRangeField(_("in force"), help_text=_("From the first day up to but not including the last one."))
    registration = models.CharField(_("registration"), max_length=20, choices=Registration)
    insurance = models.CharField(_("insurance"), max_length=10, choices=Insurance)
    verification = models.CharField(
        _("how insurance is checked"), max_length=10, choices=Verification, default=Verification.NONE
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    FACTS = ("reason",)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["category", "valid"]
        constraints = [
            ExclusionConstraint(
                name="policy_ranges_never_overlap",
                expressions=[("category", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Another policy for this category is in force on one of these days."),
            ),
            models.CheckConstraint(
                name="policy_range_has_days",
                condition=Q(valid__isempty=False),
                violation_error_message=_("Choose a last day that comes after the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.get_registration_display()}"

    @classmethod
    def on(cls, category: Category, day: dt.date) -> CategoryPolicy | None:
        """The policy in force for a category on that day; None where no row says anything: then insurance is asked."""
        return cls.objects.filter(category=category, valid__contains=day).first()

    @property
    def asks_insurance(self) -> bool:
        return self.insurance == self.Insurance.ASKED


class Commune(models.Model):
    """One of the 19 communes, by NIS code."""

    nis = models.CharField(
        _("NIS code"), max_length=5, unique=True, validators=[RegexValidator(r"^\d{5}$", _("Enter five digits."))]
    )
    name = models.CharField(_("name"), max_length=100, blank=True)

    FACTS = ("nis", "name")

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["nis"]
        constraints = [named_in_every_language("commune")]

    def __str__(self) -> str:
        return self.name


class Locality(models.Model):
    """One of the 22 postcodes. It lies in one commune for sure, or in several: then the commune cannot be told."""

    postcode = models.CharField(
        _("postcode"), max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$", _("Enter four digits."))]
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    communes = models.ManyToManyField(Commune, related_name="localities", verbose_name=_("communes"))
    x_km = models.FloatField(
        _("kilometres to the east"), null=True, blank=True, help_text=_("From the north-west corner of the Region.")
    )
    y_km = models.FloatField(
        _("kilometres to the south"),
        null=True,
        blank=True,
        help_text=_(
            "From the north-west corner of the Region, measured on a map. Volunteers who live nearby are proposed "
            "first. Leave both distances empty if you do not know them."
        ),
    )

    FACTS = ("postcode", "name")

    class Meta:
        verbose_name = _("locality")
        verbose_name_plural = _("localities")
        ordering = ["postcode"]
        constraints = [
            named_in_every_language("locality"),
            models.CheckConstraint(
                name="locality_lies_somewhere_or_nobody_knows",
                condition=Q(x_km=None, y_km=None) | Q(x_km__isnull=False, y_km__isnull=False),
                violation_error_message=_("Enter both distances, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postcode} {self.name}"


class Partner(models.Model):
    """An organisation that carries the platform; two of them run a back office."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    runs_backoffice = models.BooleanField(_("runs a back office"), default=False)

    FACTS = ("slug", "name")

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["pk"]
        constraints = [named_in_every_language("partner")]

    def __str__(self) -> str:
        return self.name


class Suspension(models.Model):
    """The switch of the whole platform: from – until, nobody can ask, register or sign up, and every page says so."""

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
        """From now on people can ask, register and sign up again."""
        self.refresh_from_db(from_queryset=Suspension.objects.select_for_update())
        if not self.is_in_force:
            raise ValidationError(gettext("This suspension is not in force, so there is nothing to end."))
        self.until = timezone.now()
        self.save(update_fields=["until"])
