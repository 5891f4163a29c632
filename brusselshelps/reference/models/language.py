"""The languages of the platform."""

from __future__ import annotations

from django.db import models


class Language(models.TextChoices):
    """The languages of the platform; their names are never translated."""

    NL = "nl", "Nederlands"
    FR = "fr", "Français"
    EN = "en", "English"


LANGUAGES = tuple(Language.values)
