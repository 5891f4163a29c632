"""Lists in CSV from elsewhere: bytes become rows that know their line; what is wrong is gathered, not raised."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from brusselshelps.people.typed_text import clean_text

# A record over more lines than this has lost a quotation mark; it also bounds how often a line is read again.
MOST_LINES = 500
csv.field_size_limit(2**31 - 1)  # a cell that is too long is a bad row, not a crash

NOT_UTF8 = (
    "This file is not UTF-8{where}. Convert it first, for instance with "
    "“iconv -f {encoding} -t UTF-8 old.csv > new.csv”, or save it from Excel as “CSV UTF-8”."
)
UNPAIRED = (
    "The quotation marks in this row do not pair. Close each text that begins with one, "
    "and write a quotation mark within such a text twice."
)
WIDTH = "This row has {cells}, but the list has {columns} columns; put quotation marks around a text with ; or , in it."
NUL = "Remove the characters that cannot be stored from this text."


class ListRefused(Exception):
    """A list of which nothing is stored: what is wrong, line by line, and what it comes to."""

    def __init__(self, summary: str, faults: Sequence[str] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.faults = faults


@dataclass(frozen=True)
class Column:
    """A column of a list: what to write in it, whether the list can do without, how many signs fit."""

    name: str
    meaning: str
    necessary: bool = False
    longest: int = 200
    keeps_lines: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `line` is where an editor shows that it begins. Each column has a cell, empty where it is absent."""

    line: int
    cells: dict[str, str]
    unstorable: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        return self.cells["external_ref"]


class Faults:
    """What is wrong, by line and column. Of a cell the first thing is said, of a column that is absent nothing."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._places = {column.name: place for place, column in enumerate(columns)}
        self._sentences: dict[tuple[int, str], str] = {}
        self._absent: set[str] = set()

    def add(self, line: int, column: str, sentence: str) -> None:
        if column not in self._absent:
            self._sentences.setdefault((line, column), sentence)

    def columns_are_absent(self, line: int, columns: Sequence[str]) -> None:
        for column in columns:
            self.add(line, column, "This column is missing; every row needs it.")
        self._absent.update(columns)

    def has(self, line: int, column: str) -> bool:
        return (line, column) in self._sentences

    @property
    def summary(self) -> str:
        number = len({line for line, _column in self._sentences})
        return f"Nothing was stored: {counted(number, 'row is', 'rows are')} bad."

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def __iter__(self) -> Iterator[str]:
        """A report line for each fault, in the order of the list."""
        for line, column in sorted(self._sentences, key=lambda at: (at[0], self._places.get(at[1], -1))):
            where = f"line {line}, {column}" if column else f"line {line}"
            yield f"{where}: {self._sentences[line, column]}"


def read_list(raw: bytes, columns: Sequence[Column], faults: Faults) -> list[Row]:
    """The rows that could be told apart; the others are among the faults. Raises ListRefused when it is no text."""
    lines = io.StringIO(_decode(raw), newline=None).readlines()
    records = _records(lines)
    first, names = next(records, (1, []))
    head = _head_of(first, [tidy(name).casefold() for name in names or []], columns, faults)
    return list(head.rows(records, faults)) if head else []


def tidy(cell: str, keeps_lines: bool = False) -> str:
    """The cell without marks nobody sees; on one line, unless its lines are kept."""
    if not cell.isascii() or not cell.isprintable():  # most cells are plain, and looking at each sign is slow
        cell = clean_text(cell)
    return cell.strip() if keeps_lines else " ".join(cell.split())


# Words, days and postcodes: what may be said again in a report. Anything else might be about a person.
SHOWN = re.compile(r"[A-Za-z_-]{1,30}|[0-9]{1,6}|[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[T ][0-9:.]{1,12})?")


def quoted(text: str) -> str:
    """The text between quotation marks, or "This" when it might be about a person; begins a sentence."""
    return f"“{text}”" if SHOWN.fullmatch(text) else "This"


def counted(number: int, one: str, more: str) -> str:
    """ "1 row", "4,990 rows"; commands speak English only."""
    return f"{number:,} {one if number == 1 else more}"


def _decode(raw: bytes) -> str:
    # Without a byte order mark, UTF-16 shows by a NUL in the names of the columns, where nobody writes one.
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw.partition(b"\n")[0]:
        raise ListRefused(NOT_UTF8.format(where=" but UTF-16", encoding="UTF-16"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = max(1, len((raw[: error.start] + b".").splitlines()))
        raise ListRefused(NOT_UTF8.format(where=f" (line {line} shows it)", encoding="WINDOWS-1252")) from None


def _records(lines: Sequence[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Each record that is not blank, with the line where it begins; None for cells that cannot be told apart.

    After such a record reading goes on at the next line, so that one lost quotation mark does not hide other faults.
    """
    head = next((line for line in lines if line.strip()), "")
    delimiter = ";" if head.count(";") >= head.count(",") else ","
    start = 0
    while start < len(lines):
        ahead = map(lines.__getitem__, range(start, min(start + MOST_LINES, len(lines))))
        reader = csv.reader(ahead, delimiter=delimiter, strict=True, skipinitialspace=True)
        try:
            cells: list[str] | None = next(reader)
        except csv.Error:
            cells = None
        if cells is None or any(cell.strip() for cell in cells):
            yield start + 1, cells
        start += 1 if cells is None else reader.line_num


@dataclass(frozen=True)
class Head:
    """How wide a list is, and where each of its columns stands."""

    columns: Sequence[Column]
    width: int
    places: dict[str, int]

    def rows(self, records: Iterator[tuple[int, list[str] | None]], faults: Faults) -> Iterator[Row]:
        for line, cells in records:
            if cells is None:
                faults.add(line, "", UNPAIRED)
            elif len(cells) != self.width:
                faults.add(line, "", WIDTH.format(cells=counted(len(cells), "cell", "cells"), columns=self.width))
            else:
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        texts = {column.name: "" for column in self.columns}
        for column in self.columns:
            if column.name in self.places:
                texts[column.name] = tidy(cells[self.places[column.name]], column.keeps_lines)
        return Row(line, texts, tuple(name for name, place in self.places.items() if "\0" in cells[place]))


def _head_of(line: int, names: list[str], columns: Sequence[Column], faults: Faults) -> Head | None:
    """The head of the list, with faults for what is wrong in it. None when it names no column: then it is a row."""
    known = [column.name for column in columns]
    if set(known).isdisjoint(names):
        faults.add(line, "", f"The first line must name the columns: {', '.join(known)}.")
        return None
    for place, name in enumerate(names, start=1):
        if name not in known:
            faults.add(line, name if SHOWN.fullmatch(name) else f"column {place}", "No column with this name is known.")
        elif name in names[: place - 1]:
            faults.add(line, name, "This column appears twice.")
    faults.columns_are_absent(
        line, [column.name for column in columns if column.necessary and column.name not in names]
    )
    return Head(columns, len(names), {name: names.index(name) for name in known if name in names})
