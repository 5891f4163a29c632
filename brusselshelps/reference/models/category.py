"""Help categories, and the policies that apply to them from a given day."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from brusselshelps.reference.models.platform_suspension import Suspension
from brusselshelps.reference.translated_columns import (
    IN_ALL_OR_NONE,
    MISSING_LANGUAGE,
    in_every_language,
    in_no_language,
)


class CategoryQuerySet(models.QuerySet["Category"]):
    def for_form(self, day: dt.date) -> CategoryQuerySet:
        """All that a public form needs, in one query: `registration` on that day, and whether `suspended` now."""
        policy = CategoryPolicy.objects.filter(category=OuterRef("pk"), valid__contains=day).values("registration")
        return self.annotate(registration=Subquery(policy), suspended=Exists(Suspension.objects.in_force()))


class Category(models.Model):
    """A kind of help, with labels for people who ask, for people who offer, and for the published tables.

    `question` is a follow-up question on the form for this category: which pharmacy, how big the dog. It is optional.
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
    """The rules of a category in a range of Brussels days; the policy of the day of the event applies."""

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
        """The policy in force for a category on that day; None if there is none, and then insurance is asked for."""
        return cls.objects.filter(category=category, valid__contains=day).first()

    @property
    def asks_insurance(self) -> bool:
        return self.insurance == self.Insurance.ASKED
