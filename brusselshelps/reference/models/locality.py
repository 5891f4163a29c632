"""Communes by NIS code, and localities by postcode."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brusselshelps.reference.translated_columns import (
    named_in_every_language,
)


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
    """One of the 22 postcodes. It may lie in several communes, and then the commune is unknown."""

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
