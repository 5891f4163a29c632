"""A column without a declaration fails the build."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core import checks
from django.core.checks import registry
from django.db import connection, models
from django.test.utils import isolate_apps

from brusselshelps.access.roles import BACKOFFICE_ROLES, Role
from brusselshelps.people.models import CONTACT
from brusselshelps.people.privacy.checks import check_declared, undeclared
from brusselshelps.people.privacy.declarations import Personal, ReadBy, declarations

# Database tables without a model, and what their text columns hold.
WITHOUT_MODEL = {
    "django_migrations": "names of migrations",
    "accounts_counter": "how often somebody tried to sign in, under keyed hashes",
}
KINDS_OF_TEXT = ("text", "character varying", "character", "jsonb", "json", "ARRAY", "bytea", "uuid", "inet", "hstore")


def test_nothing_here_is_undeclared() -> None:
    assert check_declared() == []


def test_every_command_looks_at_it_first() -> None:
    assert check_declared in registry.registry.get_checks()


@isolate_apps("tests")
@pytest.mark.parametrize(
    "column",
    [
        models.CharField(max_length=9),
        models.TextField(),
        models.JSONField(),
        ArrayField(models.CharField(max_length=9)),
        models.BinaryField(),
        models.GenericIPAddressField(),
        models.UUIDField(),
        models.FileField(),
        models.EmailField(),
    ],
    ids=lambda column: type(column).__name__,
)
def test_whatever_could_hold_words_must_say_what_it_is(column: models.Field) -> None:
    class Silent(models.Model):
        remark = column.clone()

        class Meta:
            app_label = "tests"

    class Factual(models.Model):
        remark = column.clone()
        FACTS = ("remark",)

        class Meta:
            app_label = "tests"

    assert [name for name, _why in undeclared(Silent)] == ["remark"]
    assert list(undeclared(Factual)) == []


@isolate_apps("tests")
def test_numbers_moments_and_choices_need_say_nothing() -> None:
    class Plain(models.Model):
        count = models.IntegerField()
        at = models.DateTimeField()
        agreed = models.BooleanField()
        state = models.CharField(max_length=9, choices=[("a", "A")])

        class Meta:
            app_label = "tests"

    assert list(undeclared(Plain)) == []


@isolate_apps("tests")
def test_what_leads_to_a_person_must_say_so() -> None:
    class Leads(models.Model):
        person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

        class Meta:
            app_label = "tests"

    Leads._meta.get_field("person").remote_field.model = apps.get_model("people", "Person")
    assert [name for name, _why in undeclared(Leads)] == ["person"]


@isolate_apps("tests")
def test_what_is_declared_must_be_there_and_be_one_thing() -> None:
    class Wrong(models.Model):
        remark = models.TextField()
        PERSONAL = Personal("pk", {"remark": CONTACT, "gone": CONTACT}, facts=("remark",))

        class Meta:
            app_label = "tests"

    assert sorted(name for name, _why in undeclared(Wrong)) == ["gone", "remark"]


@pytest.mark.django_db
def test_every_column_of_the_database_with_words_belongs_to_a_model() -> None:
    """Nothing would erase the text in columns that a migration or a package adds outside the models."""
    known = {
        (model._meta.db_table, column.column)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.concrete_fields
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name, c.column_name from information_schema.columns c "
            "join information_schema.tables t using (table_schema, table_name) "
            "where table_schema = 'public' and t.table_type = 'BASE TABLE' and data_type = any(%s)",
            [list(KINDS_OF_TEXT)],
        )
        found = set(cursor.fetchall())
    assert {(table, column) for table, column in found - known if table not in WITHOUT_MODEL} == set()


def test_readers_are_roles_and_never_those_who_see_no_person() -> None:
    for _model, declared in declarations():
        for held in declared.columns.values():
            assert held.read_by.roles <= BACKOFFICE_ROLES
            assert not held.read_by.roles & {Role.MINISTRY, Role.ADMINISTRATOR}
    assert ReadBy.NOBODY.roles == frozenset()


def test_the_check_names_the_column_and_says_what_to_do() -> None:
    class Silent(models.Model):
        remark = models.TextField()

        class Meta:
            app_label = "people"

    try:
        [error] = check_declared()
    finally:
        del apps.all_models["people"]["silent"]
        apps.clear_cache()
    assert isinstance(error, checks.Error)
    assert "Silent.remark" in error.msg
