"""Partners; two of them run a back office."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from brusselshelps.reference.translated_columns import (
    named_in_every_language,
)


class Partner(models.Model):
    """An organisation behind the platform; two of them run a back office."""

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
