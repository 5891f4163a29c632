"""Where localities lie, and for which help a common language matters: rows that administrators edit."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils.translation import override

from brusselshelps.accounts.models import User
from brusselshelps.reference.initial_rows import published
from brusselshelps.reference.models import Category, Locality
from tests.desk.desk_client import browser, page_of
from tests.reference.test_admin import category_form

pytestmark = pytest.mark.django_db


def lie(row: Locality) -> tuple[float, float]:
    assert row.x_km is not None
    assert row.y_km is not None
    return row.x_km, row.y_km


def apart(one: str, other: str) -> float:
    return dist(*(lie(Locality.objects.get(postcode=postcode)) for postcode in (one, other)))


def test_the_page_of_a_locality_says_from_where_its_kilometres_are_counted(administrator: User) -> None:
    page = browser(administrator).get(page_of(Locality.objects.get(postcode="1000"))).content.decode()
    assert page.count("From the north-west corner of the Region") == 2


def test_localities_lie_as_far_apart_as_in_brussels() -> None:
    """Roughly: from the centre to Watermael-Boitsfort, from Uccle to Haren, from Saint-Gilles to Ixelles."""
    assert 6 < apart("1000", "1170") < 7.5
    assert 11 < apart("1180", "1130") < 13
    assert 1.5 < apart("1060", "1050") < 2.5
    pairs = combinations(Locality.objects.values_list("x_km", "y_km"), 2)
    distances = [dist(*pair) for pair in pairs]
    assert 0.5 < min(distances) < max(distances) < 16


def test_every_locality_lies_where_the_published_list_says() -> None:
    rows = {row.postcode: lie(row) for row in Locality.objects.all()}
    assert rows == {row["postcode"]: (float(row["x_km"]), float(row["y_km"])) for row in published("localities")}
    assert len(rows) == 22
    assert set(Category.objects.filter(talking_matters=True).values_list("slug", flat=True)) == {"phone", "video"}


def test_what_was_edited_stays_after_the_next_migrate() -> None:
    Locality.objects.filter(postcode="1000").update(x_km=None, y_km=None)
    Category.objects.filter(slug="phone").update(talking_matters=False)
    call_command("migrate", verbosity=0)
    assert Locality.objects.get(postcode="1000").x_km is None
    assert not Category.objects.get(slug="phone").talking_matters


def test_a_locality_lies_somewhere_or_nobody_knows_where() -> None:
    row = Locality.objects.get(postcode="1000")
    row.y_km = None
    with override("en"), pytest.raises(ValidationError, match=r"Enter both distances, or neither\."):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_an_administrator_says_where_talking_matters(administrator: User) -> None:
    shopping = Category.objects.get(slug="shopping")
    assert 'name="talking_matters"' in browser(administrator).get(page_of(shopping)).content.decode()
    texts = {f"question_{code}": getattr(shopping, f"question_{code}") for code in ("nl", "fr", "en")}
    browser(administrator).post(page_of(shopping), category_form(shopping, talking_matters="on", **texts))
    shopping.refresh_from_db()
    assert shopping.talking_matters
