"""Report loudly that a tool needed by a test is not installed; under CI that is a failure."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Any, NoReturn

import pytest

SAID = re.compile(r"[A-Z][A-Z ]+ WERE NOT RUN: [^\n]+")


def not_run(tests: str, why: str) -> NoReturn:
    """Fail the test under CI, otherwise skip it: not_run("BROWSER TESTS", "there is no Chromium. …")."""
    sentence = f"{tests} WERE NOT RUN: {why}"
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List the tests that were not run: the single letter pytest prints for a skip is easily overlooked."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[-1] if isinstance(report.longrepr, tuple) else "" for report in skipped]
    found = Counter(said[0] for reason in reasons if (said := SAID.search(reason)))
    for sentence, times in found.items():
        terminalreporter.section(sentence.partition(":")[0], sep="!", red=True, bold=True)
        terminalreporter.line(f"{times} of them. {sentence}", red=True, bold=True)
