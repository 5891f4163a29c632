"""Search for a person by reference, by phone number in any notation, or by name despite typos and missing accents."""

from __future__ import annotations

import re

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, CharField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from brusselshelps.people.input_cleaning import clean_text, dialled
from brusselshelps.people.public_references import ALPHABET, LENGTH

# A term with at least this many digits is a phone number; with fewer it is a name.
FEWEST_DIGITS = 6
# The last digits of a number are the same in every notation.
COMPARED_DIGITS = 8
LONGEST = 200


class Fold(Func):
    """Lower case without accents, by our own immutable function, so that names can be indexed on it."""

    function = "people_fold"
    output_field = CharField()


class LastDigits(Func):
    """The last digits of a number as somebody wrote it, ignoring separators."""

    template = r"right(regexp_replace(%(expressions)s, '[^0-9]', '', 'g'), 8)"
    output_field = CharField()


def keys_by(function: str, *terms: str) -> RawSQL:
    """The keys that a security definer function returns to any caller; use it only to narrow down a queryset.

    Under row-level policies PostgreSQL uses no expression index and no trigram index.
    """
    return RawSQL(f"select {function}({', '.join(['%s'] * len(terms))})", terms)  # noqa: S611 - named in our code


class BeginsWith(Func):
    """Whether a text begins with another; unlike `startswith`, it can use an index under row-level policies."""

    function = "starts_with"
    output_field = BooleanField()


def digits_of(term: str) -> str:
    return re.sub(r"[^0-9]", "", term)


def is_phone(term: str) -> bool:
    return len(digits_of(term)) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in term)


def as_reference(term: str) -> str:
    """The start of a reference, in groups of three; empty when no reference can begin with this term."""
    signs = "".join(sign for sign in term.upper() if sign.isalnum())
    grouped = "-".join(signs[start : start + 3] for start in range(0, len(signs), 3))
    return grouped if len(signs) <= LENGTH + 1 and set(signs) <= set(ALPHABET) else ""


class PersonSearch:
    """Search for an admin whose rows have a reference and a person, the two things staff search by."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], term: str
    ) -> tuple[QuerySet[Model], bool]:
        """A GET searches by reference only, as names and numbers must not be in a URL; a POST by all three."""
        term = clean_text(term.replace("\0", "")[:LONGEST])
        if not term:
            return queryset, False
        reference = as_reference(term)
        found = queryset.filter(BeginsWith("reference", Value(reference))) if reference else queryset.none()
        if request.method == "POST" and not (reference and found.exists()):
            found = self.with_number(queryset, term) if is_phone(term) else self.with_name(queryset, term)
        return found, False

    def with_number(self, rows: QuerySet[Model], term: str) -> QuerySet[Model]:
        """The rows of persons with this phone number."""
        last = digits_of(term)[-COMPARED_DIGITS:]
        return rows.filter(person__in=keys_by("people_by_phone", dialled(term), last)) if last else rows.none()

    def with_name(self, rows: QuerySet[Model], term: str) -> QuerySet[Model]:
        """The rows of persons with a similar name, most similar first."""
        name, stored = Fold(Value(term)), Fold(F("person__name"))
        found = rows.filter(person__in=keys_by("people_by_similar_name", term))
        likeness = TrigramWordSimilarity(name, stored)  # type: ignore[arg-type]  # accepts an expression too
        return found.alias(likeness=likeness).order_by("-likeness", "-pk")
