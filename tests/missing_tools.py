"""What a test needs of the machine and does not find: that is said loudly; under CI it is a failure."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Any, NoReturn

import pytest

SAID = re.compile(r"[A-Z][A-Z ]+ WERE NOT RUN: [^\n]+")


def not_run(tests: str, why: str) -> NoReturn:
    """Ends the test as a failure under CI, else as not run: not_run("BROWSER TESTS", "there is no Chromium. …")."""
    sentence = f"{tests} WERE NOT RUN: {why}"
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A skipped test is one small letter; these are not to be overlooked."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[-1] if isinstance(report.longrepr, tuple) else "" for report in skipped]
    found = Counter(said[0] for reason in reasons if (said := SAID.search(reason)))
    for sentence, times in found.items():
        terminalreporter.section(sentence.partition(":")[0], sep="!", red=True, bold=True)
        terminalreporter.line(f"{times} of them. {sentence}", red=True, bold=True)
