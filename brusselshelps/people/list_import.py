"""A list stored as a whole or not at all, one import at a time; rows that are known already are left as they are."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.core.management.base import OutputWrapper
from django.db import connection, models, transaction
from django.utils import timezone

from .codes import POSSIBLE, keyed_hash, reference_of
from .list_cells import Cells, Places
from .lists import Column, Faults, ListRefused, Row, counted, read_list

BATCH = 5_000
Thing = TypeVar("Thing")


@dataclass(slots=True)
class Entry:
    """A row that was read: the record with its person, not stored yet, and the keys of the categories it names."""

    record: Any
    categories: list[int]


EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True)
class Outcome:
    """How many rows were stored, how many known already; among the stored, how many without reference or phone."""

    stored: int
    known: int
    nameless: int
    unreadable_phones: int


class Progress:
    """A word on long lists, every so many rows; on a terminal each word takes the place of the one before."""

    def __init__(self, out: OutputWrapper, every: int = BATCH) -> None:
        self._out = out
        self._every = every
        self._inline = out.isatty()

    def follow(self, things: Sequence[Thing], done: str, of: int = 1) -> Iterator[Thing]:
        """Give each thing, and say how many rows are done; each thing stands for `of` rows."""
        for place, thing in enumerate(things, start=1):
            yield thing
            if place * of % self._every == 0:
                self._say(f"{place * of:,} rows {done}")
        if self._inline and len(things) * of >= self._every:
            self._out.write("")

    def _say(self, words: str) -> None:
        start, end = ("\r", "") if self._inline else ("", "\n")
        self._out.write(start + words, style_func=str, ending=end)
        self._out.flush()


class ListImport(Generic[EntryT]):
    """What an import of either kind does. A kind says what its columns are, how a row is read and how rows are stored."""

    model: ClassVar[type[models.Model]]
    columns: ClassVar[tuple[Column, ...]]
    purpose: ClassVar[str]

    def __init__(self) -> None:
        self.now: dt.datetime = timezone.now()
        self.places = Places()

    def look_up(self, rows: Sequence[Row]) -> None:
        """Ask the database at once what the reading of these rows needs to know."""

    def read(self, cells: Cells) -> EntryT:
        """The entry of a row; worth nothing when the row has faults."""
        raise NotImplementedError

    def store(self, entries: Sequence[EntryT]) -> None:
        raise NotImplementedError

    @classmethod
    def run(cls, raw: bytes, progress: Progress) -> Outcome:
        """Store the list. Raises ListRefused, with every fault, when anything is wrong with it."""
        faults = Faults(cls.columns)
        rows = read_list(raw, cls.columns, faults)
        with _alone():
            importer = cls()
            fresh = importer._not_known(rows, faults)
            entries = importer._entries(fresh, faults, progress)
            if faults:
                raise ListRefused(_summary(faults), list(faults))
            importer._store_all(entries, progress)
        phones = sum(entry.record.person.has_unread_phone for entry in entries)
        nameless = sum(entry.record.external_key is None for entry in entries)
        return Outcome(len(entries), len(rows) - len(entries), nameless, phones)

    def external_key(self, row: Row) -> str | None:
        """What a row is recognised by, without its reference being kept."""
        return keyed_hash(f"external_ref.{self.purpose}", row.ref) if row.ref else None

    def _not_known(self, rows: Sequence[Row], faults: Faults) -> list[Row]:
        """The rows to store: what is stored already is left as it is, whatever stands in the row now."""
        keys = {row.line: self.external_key(row) for row in rows}
        known = known_among(self.model, "external_key", keys.values())
        earlier: dict[str, Row] = {}
        fresh = []
        for row in rows:
            key = keys[row.line]
            first = earlier.setdefault(key, row) if key else row
            if first is not row:
                _compare(row, first, faults)
            elif key not in known:
                fresh.append(row)
        return fresh
