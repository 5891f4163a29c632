"""Helpers to read the project's documents."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|sql|html|css|csv|txt|toml|md|yml|svg))")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table_rows(document: str) -> list[list[str]]:
    """The cells of every row of every table of a document."""
    lines = [line for line in read(document).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def section(document: str, title: str) -> str:
    """The text under a heading, up to the next one."""
    return read(document).partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def code_of(cell: str) -> str:
    return cell.strip("`")
