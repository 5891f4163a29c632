"""The browser of the tests: Debian's Chromium. Its absence is reported loudly; under CI it is a failure."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from tests.missing_tools import not_run

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WHY = f"there is no Chromium at {CHROMIUM}. Install it (apt install chromium), or say where it is: CHROMIUM=…"
# No requests of its own: only those of the page.
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
    if not (Path(CHROMIUM).exists() or shutil.which(CHROMIUM)):
        not_run("BROWSER TESTS", WHY)
