"""Import a CSV file as a whole or not at all, one import at a time; rows already imported are left unchanged."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.core.management.base import OutputWrapper
from django.db import connection, models, transaction
from django.utils import timezone

from brusselshelps.people.imports.cells import Cells, Places
from brusselshelps.people.imports.reader import Column, Faults, ListRefused, Row, read_list
from brusselshelps.people.public_references import POSSIBLE, keyed_hash, reference_of

BATCH = 1_000  # larger batches are no faster and use more memory
WORD_EVERY = 5_000


@dataclass(slots=True)
class Entry:
    """A row that was read: the record with its person, not saved yet, and the primary keys of its categories."""

    record: Any
    categories: list[int]


EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True)
class Outcome:
    """Counts of rows stored and rows already known; of those stored, rows without external_ref or readable phone."""

    stored: int
    known: int
    without_ref: int
    unread_phones: int


class Progress:
    """Progress output for long files, every `every` rows; on a terminal each message overwrites the one before."""

    def __init__(self, out: OutputWrapper, every: int = WORD_EVERY) -> None:
        self._out = out
        self._every = every
        self._inline = out.isatty()
        self._open = False

    def tell(self, rows: int, done: str) -> None:
        if rows % self._every:
            return
        words = f"{rows:,} rows {done}"
        self._out.write(f"\r{words:<40}" if self._inline else words, str, "" if self._inline else None)
        self._out.flush()
        self._open = self._inline

    def close(self) -> None:
        """End the progress line, so that later output starts on a new line."""
        if self._open:
            self._out.write("", str)
        self._open = False


class Importer(Generic[EntryT]):
    """The base of both imports. A subclass defines its columns, how a row is read, and how rows are stored."""

    model: ClassVar[type[models.Model]]
    purpose: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]

    def __init__(self) -> None:
        self.now: dt.datetime = timezone.now()
        self.places = Places()

    def look_up(self, rows: Sequence[Row]) -> None:
        """Fetch in bulk what reading these rows needs from the database."""

    def read(self, cells: Cells) -> EntryT:
        """The entry of a row; it must not be used when the row has faults."""
        raise NotImplementedError

    def store(self, entries: Sequence[EntryT]) -> None:
        raise NotImplementedError

    @classmethod
    def run(cls, raw: bytes, progress: Progress) -> Outcome:
        """Store the whole file. Raises ListRefused, with every fault, when anything is wrong with it."""
        faults = Faults(cls.columns)
        rows = read_list(raw, cls.columns, faults)
        with exclusive_import():
            importer = cls()
            entries = importer._entries(importer._fresh(rows, faults), faults, progress)
            if faults:
                raise ListRefused(faults.summary, list(faults))
            importer._store(entries, progress)
        return Outcome(
            stored=len(entries),
            known=len(rows) - len(entries),
            without_ref=sum(entry.record.external_key is None for entry in entries),
            unread_phones=sum(_phone_is_unread(entry) for entry in entries),
        )

    def external_key(self, row: Row) -> str | None:
        """A hash that recognises a row without storing its external_ref; None when it has no usable one."""
        return keyed_hash(self.purpose, row.ref) if row.ref and "external_ref" not in row.unstorable else None

    def _fresh(self, rows: Sequence[Row], faults: Faults) -> list[Row]:
        """The rows to store. A row that is stored already is left unchanged, whatever its cells now say."""
        keys = [self.external_key(row) for row in rows]
        known = known_among(self.model, "external_key", keys)
        seen: dict[str, Row] = {}
        fresh = []
        for row, key in zip(rows, keys, strict=True):
            if key in known:
                continue
            first = seen.setdefault(key, row) if key else row
            if first is row:
                fresh.append(row)
            elif first.cells != row.cells:
                faults.add(
                    row.line, "external_ref", f"Line {first.line} has the same reference, but other cells differ."
                )
        return fresh

    def _entries(self, rows: Sequence[Row], faults: Faults, progress: Progress) -> list[EntryT]:
        self.look_up(rows)
        entries = []
        for number, row in enumerate(rows, start=1):
            cells = Cells(row, faults)
            cells.refuse_what_cannot_be_stored(self.columns)
            entries.append(self.read(cells))
            progress.tell(number, "read")
        return entries

    def _store(self, entries: Sequence[EntryT], progress: Progress) -> None:
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            references = free_references(self.model, len(batch))
            for entry, reference in zip(batch, references, strict=True):
                entry.record.reference = reference
            self.store(batch)
            progress.tell(start + len(batch), "stored")


@contextmanager
def exclusive_import() -> Iterator[None]:
    """One transaction, and one import at a time: a second import waits, then finds what the first one stored."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('brusselshelps.import'))")
        yield


def known_among(model: type[models.Model], column: str, keys: Iterable[str | None]) -> set[str | None]:
    """Which of these keys the column already holds; one query per BATCH keys, not one per key."""
    wanted = [key for key in keys if key]
    known: set[str | None] = set()
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        known.update(model._base_manager.filter(**{f"{column}__in": some}).values_list(column, flat=True))
    return known


def free_references(model: type[models.Model], number: int) -> list[str]:
    """This many random public references that no row of the model has."""
    free: set[str] = set()
    while len(free) < number:
        drawn = {reference_of(secrets.randbelow(POSSIBLE)) for _each in range(number - len(free))}
        free |= drawn - known_among(model, "reference", drawn)
    return list(free)


def _phone_is_unread(entry: Entry) -> bool:
    person = entry.record.person
    return bool(person.phone_as_written and not person.phone)
