"""Icons: every category has its own, a new category gets the heart, and none is read aloud."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from brusselshelps.reference.models import Category
from brusselshelps.templatetags.icons import DRAWN, icon

LIGHT = 320


def drawn(slug: str) -> str:
    return Template("{% load icons %}{% icon slug %}").render(Context({"slug": slug}))


@pytest.mark.django_db
def test_every_category_has_an_icon_of_its_own() -> None:
    slugs = list(Category.objects.values_list("slug", flat=True))
    assert slugs
    assert len({drawn(slug) for slug in slugs} | {drawn("other")}) == len(slugs) + 1


def test_a_tenth_category_is_just_a_row_and_gets_the_heart() -> None:
    assert drawn("gardening") == drawn("other")
    assert drawn('"><script>') == drawn("other")


@pytest.mark.parametrize("slug", DRAWN)
def test_an_icon_is_light_takes_the_colour_of_its_text_and_is_not_read_aloud(slug: str) -> None:
    svg = icon(slug)
    assert len(svg) <= LIGHT
    for part in ('aria-hidden="true"', 'focusable="false"', 'stroke="currentColor"', 'viewBox="0 0 24 24"'):
        assert part in svg
