"""Finding somebody by a reference, by a phone number in any writing, or by a name with a typo or without accents."""

from __future__ import annotations

import re

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, CharField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from brusselshelps.people.references import ALPHABET, LENGTH
from brusselshelps.people.typed_text import clean_text, dialled

# So many figures make a number; fewer belong to a name.
FEWEST_DIGITS = 6
# The last figures of a number stay the same in any writing of it.
COMPARED_DIGITS = 8
LONGEST = 200


class Fold(Func):
    """Small letters without accents: an immutable function of ours, for which names have an index."""

    function = "people_fold"
    output_field = CharField()


class LastDigits(Func):
    """The last figures of a number that somebody wrote, whatever stands between them."""

    template = r"right(regexp_replace(%(expressions)s, '[^0-9]', '', 'g'), 8)"
    output_field = CharField()


def keys_by(function: str, *terms: str) -> RawSQL:
    """Keys of rows, found by a function of the database that answers everybody: to narrow down rows one meets anyway.

    Behind the second wall no index over an expression can be used, and none that looks into a text.
    """
    return RawSQL(f"select {function}({', '.join(['%s'] * len(terms))})", terms)  # noqa: S611 - named in our code


class BeginsWith(Func):
    """Whether a text begins with another: unlike `startswith`, by an index behind the second wall too."""

    function = "starts_with"
    output_field = BooleanField()


def digits_of(term: str) -> str:
    return re.sub(r"[^0-9]", "", term)


def is_phone(term: str) -> bool:
    return len(digits_of(term)) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in term)


def as_reference(term: str) -> str:
    """The beginning of a reference, in groups of three; empty when no reference begins so."""
    signs = "".join(sign for sign in term.upper() if sign.isalnum())
    grouped = "-".join(signs[start : start + 3] for start in range(0, len(signs), 3))
    return grouped if len(signs) <= LENGTH + 1 and set(signs) <= set(ALPHABET) else ""


class PersonSearch:
    """For the admin of rows that have a reference and a person, which is what staff search by."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], term: str
    ) -> tuple[QuerySet[Model], bool]:
        """In an address only a reference may stand; what is posted may be a number or a name too."""
        term = clean_text(term.replace("\0", "")[:LONGEST])
        if not term:
            return queryset, False
        reference = as_reference(term)
        found = queryset.filter(BeginsWith("reference", Value(reference))) if reference else queryset.none()
        if request.method == "POST" and not (reference and found.exists()):
            found = self.with_number(queryset, term) if is_phone(term) else self.with_name(queryset, term)
        return found, False

    def with_number(self, rows: QuerySet[Model], term: str) -> QuerySet[Model]:
        """The rows of persons who are called at this number."""
        last = digits_of(term)[-COMPARED_DIGITS:]
        return rows.filter(person__in=keys_by("people_by_phone", dialled(term), last)) if last else rows.none()

    def with_name(self, rows: QuerySet[Model], term: str) -> QuerySet[Model]:
        """The rows of persons with a name like this one, the likest first."""
        name, stored = Fold(Value(term)), Fold(F("person__name"))
        found = rows.filter(person__in=keys_by("people_by_similar_name", term))
        likeness = TrigramWordSimilarity(name, stored)  # type: ignore[arg-type]  # an expression does as well as a text
        return found.alias(likeness=likeness).order_by("-likeness", "-pk")
