"""Read the cells of an import file; an unreadable cell is reported in a full sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils import timezone

from brusselshelps.desk.date_fields import EARLIEST
from brusselshelps.people.imports.reader import NUL, Column, Faults, Row, quoted
from brusselshelps.people.input_cleaning import check_email, has_digit, read_postcode
from brusselshelps.people.models import Person
from brusselshelps.reference.models import LANGUAGES, Commune, Locality

# Two-letter codes that Babel lists but that are no country: unions, test codes and "unknown".
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


class BadCell(Exception):
    """A cell that cannot be read; the message is the sentence for the report."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row while they are read: each gives a value, or None and a fault."""

    row: Row
    faults: Faults

    def __getitem__(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def read(self, column: str, reader: Callable[[str], Any]) -> Any:
        try:
            return reader(self[column])
        except BadCell as bad:
            self.refuse(column, str(bad))
            return None

    def refuse(self, column: str, sentence: str) -> None:
        self.faults.add(self.row.line, column, sentence)

    def good(self, *columns: str) -> bool:
        return not any(self.faults.has(self.row.line, column) for column in columns)

    def refuse_what_cannot_be_stored(self, columns: Sequence[Column]) -> None:
        for name in self.row.unstorable:
            self.refuse(name, NUL)
        for column in columns:
            signs = len(self[column.name])
            if signs > column.longest:
                self.refuse(column.name, f"This is too long: {signs:,} characters, where {column.longest:,} fit.")


def read_moment(text: str, now: dt.datetime) -> dt.datetime:
    """The time in UTC, so that two times compare correctly across a clock change. Without an offset, Brussels time."""
    if not text:
        raise BadCell("Fill in the day or the time, for instance 2020-03-28 or 2020-03-28T14:30.")
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.get_default_timezone())
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadCell(f"{quoted(text)} is not a date or a time; write it as 2020-03-28 or 2020-03-28T14:30.") from None
    if moment > now:
        raise BadCell(f"{quoted(text)} is in the future.")
    if moment.date() < EARLIEST:
        raise BadCell(f"{quoted(text)} is before the year {EARLIEST.year}.")
    return moment


def read_language(text: str) -> str:
    if text.casefold() not in LANGUAGES:
        start = f"{quoted(text)} is not a language we write in" if text else "Fill in the contact language"
        raise BadCell(f"{start}: {any_of(LANGUAGES)}.")
    return text.casefold()


def read_email(text: str) -> str:
    try:
        if text:
            check_email(text)
    except ValidationError:
        raise BadCell("This is not an e-mail address; write it like name@example.org, or leave it empty.") from None
    return text


def read_country(text: str) -> str:
    """The ISO 3166 code of a country; Belgium when empty."""
    code = text.upper() or "BE"
    if code not in countries():
        raise BadCell(f"{quoted(text)} is not a country; write its two letters, for instance BE, FR or NL.")
    return code


def read_word(text: str, words: Collection[str]) -> str:
    """One of these words, or an empty string."""
    if text and text.casefold() not in words:
        raise BadCell(f"{quoted(text)} is not known here; write {any_of(words)}, or leave it empty.")
    return text.casefold()


def read_words(text: str, words: Collection[str]) -> list[str]:
    """One or more of these words, separated by "|"; duplicates count once."""
    found = list(dict.fromkeys(word.strip().casefold() for word in text.split("|") if word.strip()))
    if not found:
        raise BadCell(f"Name at least one category: {any_of(words)}; join several with “|”.")
    for word in found:
        if word not in words:
            raise BadCell(f"{quoted(word)} is not a category that can be used here; write {any_of(words)}.")
    return found


def read_person(cells: Cells) -> Person:
    """A new person, not saved yet. Unreadable cells are added to the faults."""
    person = Person(
        name=cells["name"],
        email=cells.read("email", read_email) or "",
        street=cells["street"],
        contact_language=cells.read("language", read_language) or "",
    )
    person.write_phone(cells["phone"])
    if cells.good("email", "phone") and not person.email and not has_digit(person.phone_as_written):
        cells.refuse("phone", "Fill in a phone number in digits, or an e-mail address.")
    return person


@cache
def countries() -> frozenset[str]:
    territories = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in territories if re.fullmatch("[A-Z]{2}", code)) - NOT_COUNTRIES


def any_of(words: Collection[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


class Places:
    """The postcodes of the Brussels Region, and the place names people write instead of a postcode."""

    def __init__(self) -> None:
        self.localities: dict[str, int] = dict(Locality.objects.order_by().values_list("postcode", "pk"))
        columns = [f"name_{language}" for language in LANGUAGES]
        rows = [*Locality.objects.order_by().values_list(*columns), *Commune.objects.order_by().values_list(*columns)]
        self.names = {name.casefold() for names in rows for name in names}

    def belgian(self, text: str) -> str:
        """The four digits of a Belgian postcode; empty stays empty."""
        postcode = read_postcode(text)
        if text and not postcode:
            raise BadCell(self._why_not(text))
        return postcode

    def locality(self, text: str) -> int:
        """The primary key of the locality, which must be in the Brussels Region."""
        postcode = self.belgian(text)
        if not postcode:
            raise BadCell("Fill in the four digits of the postcode.")
        if postcode not in self.localities:
            raise BadCell(f"{quoted(postcode)} is not a postcode of the Brussels Region.")
        return self.localities[postcode]

    def _why_not(self, text: str) -> str:
        if text.casefold() in self.names:
            return f"{text} is a place name; write the four digits of the postcode."
        if not has_digit(text):
            return "This is a place name or another text; write the four digits of the postcode."
        return f"{quoted(text)} is not a Belgian postcode; write its four digits."
