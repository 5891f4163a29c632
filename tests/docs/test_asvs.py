"""Every requirement of ASVS 5.0, levels 1 and 2, is answered in docs/asvs.md, and what is named there exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
# Number and level, as in the standard; without its chapters on OAuth and WebRTC, which the platform does not use.
WANTED = (Path(__file__).parent / "asvs.txt").read_text().splitlines()
ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([12]) \| (.+) \| (.+) \|")
ROWS = [found.groups() for line in (ROOT / "docs" / "asvs.md").read_text().splitlines() if (found := ROW.match(line))]


def test_each_row_is_answered_once_and_in_order() -> None:
    assert [f"{number} {level}" for number, level, _how, _shown in ROWS] == WANTED


@pytest.mark.parametrize(
    ("number", "how", "shown"), [pytest.param(number, how, shown, id=number) for number, _level, how, shown in ROWS]
)
def test_what_shows_it_exists(number: str, how: str, shown: str) -> None:
    assert len(how) >= len("See 3.3.1.")
    named = [shows(one.strip()) for one in shown.split(",")]
    assert named
    assert all(named), f"{number}: {shown}"


def shows(what: str) -> bool:
    """Whether a test, a setting or a file exists; "does not apply" is accepted, as the sentence before it says why."""
    if what == "does not apply":
        return True
    if found := re.fullmatch(r"setting `([A-Z_]+)`", what):
        return hasattr(settings, found[1])
    if found := re.fullmatch(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", what):
        file = ROOT / found[1]
        return file.exists() and (not found[2] or f"def {found[2]}(" in file.read_text())
    found = re.fullmatch(r"\[(.+)\]\((.+)\)", what)
    return bool(found) and (ROOT / "docs" / found[2]).resolve() == ROOT / found[1] and (ROOT / found[1]).exists()
