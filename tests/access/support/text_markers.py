"""A unique marker in every text column of every row, so that it is recognised wherever it turns up.

Most columns hold "mk000123q". Columns with a format of their own (a phone number, a reference, a hash) hold a unique
number instead. A name starts with a letter not otherwise used here, so that initials reveal it as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from brusselshelps.people.models import Link
from brusselshelps.people.public_references import ALPHABET, digest_of

MARK = "mk{:06}q"
YI = 0xA000  # a thousand letters of the Yi script, one for each name
SHAPES = re.compile(
    rf"mk\d{{6}}q|[\ua000-\ua48c]|499(?:[\s./-]*\d){{6}}|\b[{ALPHABET.lower()}]{{3}}(?:-[{ALPHABET.lower()}]{{3}}){{2}}\b"
    r"|\b[0-9a-f]{64}\b|\b[0-9a-z]{32}\b|mine/[0-9a-z-]{20,40}"
)
# Columns whose text was not written by a person: identifiers, states, names of columns.
LEFT = {
    "auth.Permission": "Django writes them; nothing here reads them",
    "contenttypes.ContentType": "names of tables",
    "procrastinate.ProcrastinateJob": "carries keys only, which tests of their own look at",
    "procrastinate.ProcrastinatePeriodicDefer": "names of tasks",
    "reference.Category": "public words",
    "reference.Commune": "public words",
    "reference.Locality": "public words",
    "reference.Partner": "public words",
    "people.Person.languages": "from a list",
    "volunteers.Availability.language": "from a list",
    "requests_app.Correction.columns": "names of columns",
    "volunteers.Call.slug": "an address",
    "account.EmailAddress": "staff sign in with a name, and have no address here",
    "account.EmailConfirmation": "the same",
    "sessions.Session.session_data": "holds no words of its own",
    "audit.AccessLogEntry": "kinds, keys and digests",
    "accounts.User.password": "a hash, the same for everybody here",
    "people.Submission.key": "a key of a form",
    "people.Submission.reference": "one that the row it led to has as well",
}
KEPT = frozenset({"reference", "digest", "email_key", "external_key", "session_key", "network"})
# Marked when they are created: one is encoded in JSON, the other the database refuses to change.
MADE = frozenset({"mfa.Authenticator", "accounts.AccountChange"})
NAMES = frozenset({"name", "on_behalf_name"})
PHONES = frozenset({"phone", "phone_as_written", "on_behalf_phone"})


class Home(NamedTuple):
    """Where a marker is stored."""

    model: type[models.Model]
    column: str
    pk: Any


Homes = dict[str, Home]


def text_columns(model: type[models.Model]) -> list[models.Field]:
    """The columns that can hold text, except those with choices and those in LEFT."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.UUIDField)
    found = [one for one in model._meta.concrete_fields if isinstance(one, kinds) or hasattr(one, "base_field")]
    return [one for one in found if not one.choices and not _is_left(one) and "Range" not in one.get_internal_type()]


def _is_left(column: models.Field) -> bool:
    """modeltranslation also exposes the active language's column under the bare name."""
    label = column.model._meta.label
    has_languages = any(one.name == f"{column.name}_nl" for one in column.model._meta.concrete_fields)
    return has_languages or bool({label, f"{label}.{column.name}"} & LEFT.keys())


def models_with_text() -> Iterator[tuple[type[models.Model], list[models.Field]]]:
    for model in apps.get_models():
        if columns := text_columns(model) if model._meta.managed else []:
            yield model, columns


def fill(dress: str = "") -> None:
    """Write a marker, preceded by `dress`, into every text column of every row, except where a format must be kept."""
    numbers, letters = count(1), count(YI)
    for model, columns in models_with_text():
        free = [one for one in columns if one.name not in KEPT and model._meta.label not in MADE]
        for pk in model._base_manager.order_by("pk").values_list("pk", flat=True) if free else ():
            values = {one.name: _marked(one, next(numbers), letters, dress) for one in free}
            if "phone" in values:
                values["phone"] = f"+32{values['phone_as_written'][1:].replace(' ', '')}"
            model._base_manager.filter(pk=pk).update(**values)
    for link in Link.objects.all():
        link.digest = digest_of(link.token)
        link.save(update_fields=["digest"])


def _marked(column: models.Field, number: int, letters: Iterator[int], dress: str) -> str:
    mark = MARK.format(number)
    if column.name in PHONES:
        digits = f"{number:06}"
        return f"0499 {digits[:2]} {digits[2:4]} {digits[4:]}"
    if column.name in NAMES:
        return f"{chr(next(letters))}{dress}{mark} {mark}"
    if isinstance(column, models.EmailField):
        return f"{mark}@example.org"
    return dress + mark if len(dress + mark) <= (column.max_length or 10_000) else mark


def found_in(text: str) -> set[str]:
    """Everything in a text that looks like a marker, normalised."""
    return {re.sub(r"[\s./-]", "", one) if one.startswith("499") else one for one in SHAPES.findall(text.lower())}


def homes() -> Homes:
    """Every marker that is in the database now, and its location."""
    found: Homes = {}
    for model, columns in models_with_text():
        for row in model._base_manager.values_list("pk", *(one.name for one in columns)):
            for column, value in zip(columns, row[1:], strict=True):
                found |= dict.fromkeys(found_in(str(value or "")), Home(model, column.name, row[0]))
    for link in Link.objects.all():
        found[f"mine/{link.token.lower()}"] = Home(Link, "token", link.pk)
    return found
