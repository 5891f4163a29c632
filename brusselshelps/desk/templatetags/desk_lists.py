"""A filter that makes the lists of the desk readable on a small screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def beside(cells: Iterable[SafeString], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of a row as rendered by Django, each with the name of its column, which small screens show before
    it."""
    for cell, header in zip(cells, headers, strict=True):
        named = format_html('<td data-label="{}"', capfirst(str(header["text"])))
        yield SafeString(cell.replace("<td", named, 1))
