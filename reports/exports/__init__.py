"""The figures as files. A format is a function that turns the figures into bytes, in the active language."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language, override

from reports.exports.csv_file import belgian_csv, plain_csv
from reports.exports.xlsx_file import xlsx
from reports.figures import Figures, as_data


@dataclass(frozen=True)
class Format:
    """How to write a file in this format, and the content type and extension it is served with."""

    write: Callable[[Figures], bytes]
    content_type: str
    extension: str
    binary: bool = False


def json_file(found: Figures) -> bytes:
    return (json.dumps(as_data(found, get_language() or "nl"), indent=1, ensure_ascii=False) + "\n").encode()


FORMATS = {
    "json": Format(json_file, "application/json", "json"),
    "csv": Format(belgian_csv, "text/csv; charset=utf-8", "csv"),
    "csv-plain": Format(plain_csv, "text/csv; charset=utf-8", "csv"),
    "xlsx": Format(xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", binary=True),
}


def write(found: Figures, name: str, language: str) -> bytes:
    """Return the file in the given format and language."""
    with override(language):
        return FORMATS[name].write(found)
