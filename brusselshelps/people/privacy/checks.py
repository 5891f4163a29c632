"""System check: every column must be declared, so an undeclared one fails the build (`manage.py check` and the tests).

Every column that could hold text is personal (`Personal.columns`) or a fact (`Personal.facts`, or `FACTS` of a model
that is not about people who ask for or offer help). A foreign key to a person is declared as a lookup.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.core.checks import CheckMessage, Error
from django.db import models

# Numbers, times and booleans. Any other type could hold text: text, JSON, arrays, files, IP addresses.
WORDLESS = (
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    DateRangeField,
    DateTimeRangeField,
)

# Third-party models: the columns that hold text, and why none of them is about people who ask for or offer help.
OF_OTHERS: dict[str, tuple[str, ...]] = {
    # What administrators changed on the desk: keys, references and column names.
    "admin.logentry": ("object_id", "object_repr", "change_message"),
    "auth.permission": ("name", "codename"),
    "auth.group": ("name",),
    "contenttypes.contenttype": ("app_label", "model"),
    # Which members of staff are signed in, and the messages for their next page, which name rows by reference.
    "sessions.session": ("session_key", "session_data"),
    # How staff sign in: no address is stored, and the second-factor secrets belong to staff.
    "account.emailaddress": ("email",),
    "account.emailconfirmation": ("key",),
    "mfa.authenticator": ("data",),
    # Jobs carry row numbers only.
    "procrastinate.procrastinatejob": ("queue_name", "task_name", "lock", "args", "queueing_lock"),
    "procrastinate.procrastinateperiodicdefer": ("task_name", "periodic_id"),
}


def check_declared(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label}.{column} {why}.",
            hint="Declare it: see brusselshelps/people/privacy/checks.py and CONTRIBUTING.md.",
            obj=model,
            id="people.E001",
        )
        for model in apps.get_models(include_auto_created=True)
        for column, why in undeclared(model)
    ]


def undeclared(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """The columns of a model that are undeclared or wrongly declared, each with what is wrong."""
    declared = getattr(model, "PERSONAL", None)
    personal = set(declared.columns) if declared else set()
    lookups = {lookup.split("__")[0] for lookup in declared.lookups} if declared else set()
    facts, columns = _facts(model), model._meta.concrete_fields
    silent = [column for column in columns if could_hold_words(column)]
    silent = [column for column in silent if _untranslated(column) not in personal | facts]
    leads = [column for column in columns if leads_to_a_person(column) and column.name not in lookups]
    gone = (personal | facts) - {column.name for column in columns}
    yield from ((column.name, "could hold words, and is declared neither personal nor a fact") for column in silent)
    yield from ((column.name, "leads to a person, and is not declared as a way to one") for column in leads)
    yield from ((name, "is declared, and is not there") for name in sorted(gone))
    yield from ((name, "is declared both personal and a fact") for name in sorted(personal & facts))


def could_hold_words(column: models.Field) -> bool:
    """Whether a column is free text: not a relation, a choice, a number or a time."""
    return not (column.is_relation or column.choices or isinstance(column, WORDLESS))


def leads_to_a_person(column: models.Field) -> bool:
    return column.is_relation and (column.related_model is not None and hasattr(column.related_model, "PERSONAL"))


def _facts(model: type[models.Model]) -> set[str]:
    declared = getattr(model, "PERSONAL", None)
    own = declared.facts if declared else getattr(model, "FACTS", ())
    return {*own, *OF_OTHERS.get(model._meta.label_lower, ())}


def _untranslated(column: models.Field) -> str:
    """Translated columns are declared once, under the original field name."""
    original = getattr(column, "translated_field", None)
    return original.name if original is not None else column.name
