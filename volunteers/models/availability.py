"""The denormalised table in which candidates are found (docs/decisions/0015)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.models import LANGUAGES_SPOKEN, SPOKEN
from brusselshelps.people.privacy.declarations import Personal, Who
from brusselshelps.reference.models import Category, Locality
from volunteers.models.volunteer import Volunteer


class Availability(models.Model):
    """A volunteer who can take on a match: one row per open candidacy and language spoken, plus one for any ("").
    Denormalised for speed (docs/decisions/0015). Only the triggers of `sql/availability.sql` write this table.
    """

    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="+", verbose_name=_("volunteer"), db_index=False
    )
    category = models.ForeignKey(
        Category, models.CASCADE, related_name="+", verbose_name=_("help category"), db_index=False
    )
    language = models.CharField(_("language"), max_length=3, choices=[(code, code) for code in SPOKEN], blank=True)
    locality = models.ForeignKey(
        Locality, models.CASCADE, null=True, related_name="+", verbose_name=_("locality"), db_index=False
    )
    active_matches = models.PositiveSmallIntegerField(_("matches now"))
    asked_at = models.DateTimeField(_("last asked at"), null=True)

    PERSONAL = Personal("volunteer__person", {"language": LANGUAGES_SPOKEN}, Who.OFFERS)

    class Meta:
        verbose_name = _("volunteer on standby")
        verbose_name_plural = _("volunteers on standby")
        indexes = [
            models.Index(
                F("category"),
                F("language"),
                F("locality"),
                F("active_matches"),
                F("asked_at").asc(nulls_first=True),
                F("volunteer"),
                name="availability_in_order",
            ),
            # One entry per volunteer and category, to count how many can be asked in each locality.
            models.Index("category", "locality", name="availability_supply", condition=Q(language="")),
        ]
        constraints = [
            models.UniqueConstraint(name="availability_once", fields=["volunteer", "category", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.category}"
