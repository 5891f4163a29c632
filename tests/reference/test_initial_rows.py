"""The initial reference rows: as published, in three languages, written once and then edited by people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import override

from brusselshelps.reference.initial_rows import FIRST_DAY, published, write_rows, write_rows_after_migrate
from brusselshelps.reference.models import Category, CategoryPolicy, Commune, Locality, Partner

pytestmark = pytest.mark.django_db


def test_every_row_is_there_in_three_languages() -> None:
    counts = [model._default_manager.count() for model in (Category, Commune, Locality, Partner, CategoryPolicy)]
    assert counts == [9, 19, 22, 10, 9]
    assert Locality.communes.through.objects.count() == 24
    for language, name in (("nl", "Elsene"), ("fr", "Ixelles"), ("en", "Ixelles")):
        with override(language):
            assert Locality.objects.get(postcode="1050").name == name


def test_two_partners_run_a_back_office() -> None:
    assert list(Partner.objects.filter(runs_backoffice=True).values_list("slug", flat=True)) == ["vgc", "cocof"]


def test_a_postcode_may_lie_in_two_communes() -> None:
    communes = Locality.objects.get(postcode="1040").communes.values_list("nis", flat=True)
    assert sorted(communes) == ["21004", "21005"]


def test_nobody_may_ask_for_masks_and_everybody_may_offer_them() -> None:
    offered = {row.slug for row in Category.objects.for_form(FIRST_DAY) if row.registration == "registration"}
    asked = {row.slug for row in Category.objects.for_form(FIRST_DAY) if row.residents_may_ask}
    assert offered - asked == {"masks"}
    before = Category.objects.for_form(FIRST_DAY - dt.timedelta(days=1))
    assert {row.registration for row in before} == {None}


def test_the_first_policies_say_what_the_answer_says_of_insurance() -> None:
    exempt = CategoryPolicy.objects.filter(insurance="exempt").values_list("category__slug", flat=True)
    assert set(exempt) == {"phone", "letter", "drawing", "video"}


def test_edits_and_removals_stay_after_the_next_migrate() -> None:
    Locality.objects.filter(postcode="1020").update(name_fr="Laeken-les-Bains")
    Locality.objects.get(postcode="1040").communes.remove(Commune.objects.get(nis="21004"))
    CategoryPolicy.objects.filter(category__slug="dog").delete()
    Partner.objects.filter(slug="bruzz").delete()
    call_command("migrate", verbosity=0)
    assert Locality.objects.get(postcode="1020").name_fr == "Laeken-les-Bains"
    assert Locality.objects.get(postcode="1040").communes.count() == 1
    assert not CategoryPolicy.objects.filter(category__slug="dog").exists()
    assert Partner.objects.filter(slug="bruzz").exists()


def test_writing_twice_asks_little_and_changes_nothing() -> None:
    before = [
        list(apps.get_model("reference", name).objects.order_by("pk").values()) for name in ("category", "locality")
    ]
    write_rows()
    after = [
        list(apps.get_model("reference", name).objects.order_by("pk").values()) for name in ("category", "locality")
    ]
    assert after == before


def test_a_database_without_the_tables_is_left_alone() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("alter table reference_partner rename to elsewhere")
        write_rows_after_migrate("default")
        transaction.set_rollback(True)


class TestWhatTheDatabaseRefuses:
    def refuse(self, row: Any) -> None:
        with pytest.raises(ValidationError):
            row.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    @pytest.mark.parametrize("language", ["nl", "fr", "en"])
    @pytest.mark.parametrize("nothing", [None, "", "  "])
    def test_a_row_that_lacks_a_language(self, language: str, nothing: str | None) -> None:
        for row, field in (
            (Locality.objects.get(postcode="1000"), "name"),
            (Commune.objects.get(nis="21001"), "name"),
            (Partner.objects.get(slug="vgc"), "name"),
            (Category.objects.get(slug="dog"), "offer"),
            (Category.objects.get(slug="dog"), "ask"),
        ):
            setattr(row, f"{field}_{language}", nothing)
            self.refuse(row)

    def test_a_label_for_what_nobody_may_ask(self) -> None:
        masks = Category.objects.get(slug="masks")
        masks.ask_nl = "Een mondmasker krijgen"
        self.refuse(masks)

    def test_two_policies_on_one_day(self) -> None:
        dog = Category.objects.get(slug="dog")
        policy = CategoryPolicy(
            category=dog,
            valid=DateRange(dt.date(2020, 4, 1), dt.date(2020, 4, 2)),
            registration="closed",
            insurance="asked",
        )
        self.refuse(policy)

    def test_a_policy_of_no_day(self) -> None:
        CategoryPolicy.objects.filter(category__slug="dog").delete()
        day = dt.date(2020, 4, 1)
        policy = CategoryPolicy(
            category=Category.objects.get(slug="dog"),
            valid=DateRange(day, day),
            registration="closed",
            insurance="asked",
        )
        self.refuse(policy)


def test_the_published_lists_add_up() -> None:
    localities = list(published("localities"))
    assert sum(int(row["volunteers_published"]) for row in localities) == 2228
    assert sum(int(row["volunteers_published"]) for row in published("categories")) == 4281
    assert sum(len(row["communes_nis"].split("|")) for row in localities) == 24
