"""The browser of the tests: Debian's Chromium. Where there is none, that is said loudly; under CI it is a failure."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NOT_RUN = "BROWSER TESTS WERE NOT RUN"
WHY = f"there is no Chromium at {CHROMIUM}. Install it (apt install chromium), or say where it is: CHROMIUM=…"
# Nothing of its own accord: no request but those of the page.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
]


def launch_options() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


def must_be_there() -> None:
    """Ends the test that needs a browser where there is none: as a failure under CI, else as not run."""
    if Path(CHROMIUM).exists() or shutil.which(CHROMIUM):
        return
    if os.environ.get("CI"):
        pytest.fail(f"{NOT_RUN}: {WHY}", pytrace=False)
    pytest.skip(f"{NOT_RUN}: {WHY}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A skipped test is one small letter; this one is not to be overlooked."""
    skipped = terminalreporter.stats.get("skipped", [])
    not_run = [report for report in skipped if NOT_RUN in str(report.longrepr)]
    if not_run:
        terminalreporter.section(NOT_RUN, sep="!", red=True, bold=True)
        terminalreporter.line(f"{NOT_RUN}: {len(not_run)} of them; {WHY}", red=True, bold=True)
