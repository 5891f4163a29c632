"""Read CSV files into rows with line numbers; faults are collected, not raised."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from brusselshelps.people.input_cleaning import clean_text

# A record that spans more lines than this has an unclosed quotation mark; also limits how often a line is read again.
MOST_LINES = 500
csv.field_size_limit(2**31 - 1)  # an overlong cell is a fault of its row, not a crash

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
    """A file of which nothing is stored: the faults line by line, and a summary."""

    def __init__(self, summary: str, faults: Sequence[str] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.faults = faults


@dataclass(frozen=True)
class Column:
    """A column of the file: its description, whether it is required, and the maximum length in characters."""

    name: str
    meaning: str
    necessary: bool = False
    longest: int = 200
    keeps_lines: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `line` is the line number at which it begins. An absent column has an empty cell."""

    line: int
    cells: dict[str, str]
    unstorable: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        return self.cells["external_ref"]


class Faults:
    """Faults by line and column: only the first per cell, and none for the cells of a missing column."""

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
        """A report line for each fault, in file order."""
        for line, column in sorted(self._sentences, key=lambda at: (at[0], self._places.get(at[1], -1))):
            where = f"line {line}, {column}" if column else f"line {line}"
            yield f"{where}: {self._sentences[line, column]}"


def read_list(raw: bytes, columns: Sequence[Column], faults: Faults) -> list[Row]:
    """The rows that could be parsed; the others are among the faults. Raises ListRefused when the file is not UTF-8."""
    lines = io.StringIO(_decode(raw), newline=None).readlines()
    records = _records(lines)
    first, names = next(records, (1, []))
    head = _head_of(first, [tidy(name).casefold() for name in names or []], columns, faults)
    return list(head.rows(records, faults)) if head else []


def tidy(cell: str, keeps_lines: bool = False) -> str:
    """The cell without invisible characters, and on one line unless `keeps_lines`."""
    if not cell.isascii() or not cell.isprintable():  # most cells are plain ASCII, and clean_text is slow
        cell = clean_text(cell)
    return cell.strip() if keeps_lines else " ".join(cell.split())


# Words, days and postcodes may be quoted in a report. Anything else might be personal data.
SHOWN = re.compile(r"[A-Za-z_-]{1,30}|[0-9]{1,6}|[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[T ][0-9:.]{1,12})?")


def quoted(text: str) -> str:
    """The text in quotation marks, or "This" when it might be personal data; starts a sentence."""
    return f"“{text}”" if SHOWN.fullmatch(text) else "This"


def counted(number: int, one: str, more: str) -> str:
    """ "1 row", "4,990 rows"; commands are in English only."""
    return f"{number:,} {one if number == 1 else more}"


def _decode(raw: bytes) -> str:
    # UTF-16 without a byte order mark is recognised by a NUL in the header, where nobody writes one.
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw.partition(b"\n")[0]:
        raise ListRefused(NOT_UTF8.format(where=" but UTF-16", encoding="UTF-16"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = max(1, len((raw[: error.start] + b".").splitlines()))
        raise ListRefused(NOT_UTF8.format(where=f" (line {line} shows it)", encoding="WINDOWS-1252")) from None


def _records(lines: Sequence[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Each record that is not blank, with the line where it begins; None instead of cells that cannot be parsed.

    After such a record reading continues at the next line, so that one unclosed quotation mark hides no other faults.
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
    """The header: the number of columns, and the position of each known column."""

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
    """The header, with its faults reported. None when it names no known column, as it is then an ordinary row."""
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
