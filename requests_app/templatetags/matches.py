"""Languages in words, for what is told of a match."""

from __future__ import annotations

from django import template

from brusselshelps.accounts.shown import language_names

register = template.Library()


@register.filter
def in_words(codes: list[str]) -> str:
    """Languages by their names, in the language of the reader."""
    return language_names(codes)
