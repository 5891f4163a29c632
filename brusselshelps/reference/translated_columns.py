"""Translated texts, in one column per language: `report_nl`, `report_fr`, `report_en`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname, get_language

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
MISSING_LANGUAGE = _("Enter the text in all three languages.")
IN_ALL_OR_NONE = _("Enter the text in all three languages, or in none.")


def in_every_language(*fields: str) -> Q:
    """True for a row with each of these texts in Dutch, French and English."""
    rule = Q()
    for column in (f"{field}_{language}" for field in fields for language in LANGUAGES):
        rule &= Q(**{f"{column}__isnull": False, f"{column}__regex": r"\S"})
    return rule


def in_no_language(field: str) -> Q:
    rule = Q()
    for language in LANGUAGES:
        rule &= Q(**{f"{field}_{language}__isnull": True}) | Q(**{f"{field}_{language}": ""})
    return rule


def named_in_every_language(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{table}_named_in_every_language",
        condition=in_every_language("name"),
        violation_error_message=MISSING_LANGUAGE,
    )


def in_our_language(text: str) -> str:
    """The column with this text in the reader's language, for a query on that language only; `text` may be a lookup."""
    column: str = build_localized_fieldname(text, get_language())
    return column
