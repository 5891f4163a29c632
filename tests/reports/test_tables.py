"""The figures as people read them: labels, order, residual rows, definitions, in three languages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from brusselshelps.reference.models import Category, Locality
from reports.definitions import CHECKS, HEADLINES, TABLES
from reports.figures import Figures, as_of, figures
from reports.tables import DisplayedTable, headlines, tables
from tests.builders import brussels, make_request, make_volunteer

pytestmark = pytest.mark.django_db

DAY = dt.date(2020, 4, 30)


def found() -> Figures:
    return figures(as_of(DAY))


def shown(slug: str) -> DisplayedTable:
    return next(table for table in tables(found()) if table.what.slug == slug)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_table_closes_in_every_language(example: None, language: str) -> None:
    with override(language):
        for table in tables(found()):
            assert sum(line.count for line in table.lines) == table.total, table.what.slug
            assert all(line.label for line in table.lines), table.what.slug


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("nl", "Anderlecht", "Watermaal-Bosvoorde"),
        ("fr", "Anderlecht", "Woluwe-Saint-Pierre"),
        ("en", "Anderlecht", "Woluwe-Saint-Pierre"),
    ],
)
def test_localities_stand_in_the_alphabet_of_the_reader(language: str, first: str, last: str) -> None:
    with override(language):
        labels = [line.label for line in shown("received_by_locality").lines]
    assert (labels[0], labels[-1], len(labels)) == (first, last, 22)


def test_accents_and_capitals_make_no_difference_to_the_alphabet() -> None:
    Locality.objects.filter(postcode="1000").update(name_fr="écluse")
    with override("fr"):
        labels = [line.label for line in shown("received_by_locality").lines]
    assert labels.index("écluse") == labels.index("Etterbeek") - 1


def test_categories_keep_the_published_order_whatever_the_language() -> None:
    slugs = list(Category.objects.order_by("position").values_list("slug", flat=True))
    for language in ("nl", "fr", "en"):
        with override(language):
            assert [line.key for line in shown("candidacies_by_category").lines] == slugs


def test_residues_come_last_and_have_no_code() -> None:
    make_volunteer(registered_at=brussels("2020-04-01"), postcode="")
    make_request(received_at=brussels("2020-04-01"), handled_at=brussels("2020-04-02"))
    for slug in ("volunteers_by_locality", "volunteers_by_commune", "handled_by_backoffice"):
        keys = [line.key for line in shown(slug).lines]
        residues = keys.count("")
        assert residues
        assert keys[-residues:] == [""] * residues


def test_every_check_and_every_figure_has_its_words() -> None:
    assert {check.name for check in found().checks} == CHECKS.keys()
    definitions = [what for what, _count in HEADLINES] + [what for what, _split, _table in TABLES]
    slugs = [what.slug for what in definitions]
    assert len(set(slugs)) == len(slugs)
    for what in definitions:
        assert str(what.sentence).endswith(".")


def test_headlines_are_the_totals_of_the_tables(example: None) -> None:
    counts = {figure.what.slug: figure.count for figure in headlines(found())}
    assert counts["volunteers"] == shown("volunteers_by_locality").total
    assert counts["handled"] == shown("handled_by_backoffice").total == shown("handled_by_commune").total
    assert counts["handled_items"] == shown("handled_by_category").total
    assert counts["candidacies"] == shown("candidacies_by_category").total
