"""Whether what production runs has known holes: python -m tests.audit. Status 1 when it has.

The data comes from the package index, which a closed network does not reach, or which a mirror does not pass on. Then
nothing is said of anything, and that is what this says; the floor in `tests/house/test_floor.py` holds all the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKED = ["--require-hashes", "--disable-pip", "--requirement", str(ROOT / "requirements" / "base.txt")]


def main() -> int:
    asked = [sys.executable, "-m", "pip_audit", *LOCKED, "--format", "json", "--progress-spinner", "off"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    status, said = judge(answer.stdout)
    print(said)
    return status


def judge(answer: str) -> tuple[int, str]:
    """The exit status and the sentence for what pip-audit answered: JSON, or nothing when it could not ask."""
    packages: list[dict[str, Any]] = json.loads(answer)["dependencies"] if answer.strip() else []
    known = [package for package in packages if "vulns" in package]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {hole['fix_versions'] or 'none yet'}"
        for package in known
        for hole in package["vulns"]
    ]
    if holes:
        return 1, "\n".join(["Known holes in what is locked:", *holes])
    if len(known) < len(packages) or not known:
        silent = len(packages) - len(known) or "all"
        return 0, f"NOT RUN for {silent} packages: the data about known holes is not in reach."
    return 0, f"No known holes in {len(known)} packages."


if __name__ == "__main__":
    sys.exit(main())
