"""Texts stand in a column a language: `report_nl`, `report_fr`, `report_en`."""

from __future__ import annotations

from modeltranslation.utils import build_localized_fieldname, get_language


def in_our_language(text: str) -> str:
    """The column with this text in the reader's language, for a query that reads no other; `text` may be a lookup."""
    column: str = build_localized_fieldname(text, get_language())
    return column
