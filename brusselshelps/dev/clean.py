"""`make clean`: stops what runs and removes all that this checkout left, outside its folder as well.

Standard library only, for `.venv` may be gone. What was written by hand stays: the source, and `.env`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from brusselshelps.dev.environment import LOCAL, ROOT
from brusselshelps.dev.postgres import DATA, TEST_DATA, Cluster
from brusselshelps.dev.stop import politely, say, stop

# The servers of `make run`, of the tests and of `make bench`; they are looked for even when .local is gone.
SERVERS = (DATA, TEST_DATA, LOCAL / "bench")
# Together these are what .gitignore names, but for .env; a test compares them.
AT_THE_TOP = (
    ".venv",
    ".local",
    "staticfiles",
    ".coverage",
    ".coverage.*",
    "htmlcov",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "test-results",
)
ANYWHERE = ("__pycache__", "*.mo", "node_modules")
SOURCE = ("brusselshelps", "locale", "reports", "requests_app", "tests", "volunteers")


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def made_here() -> Iterator[Path]:
    """What was made in this folder. Another checkout that lies inside it is left alone."""
    yield from (path for path in ROOT.iterdir() if matches(path.name, AT_THE_TOP))
    for top in SOURCE:
        for folder, folders, files in os.walk(ROOT / top):
            if ".git" in folders + files:
                folders.clear()
                continue
            yield from (Path(folder, name) for name in folders + files if matches(name, ANYWHERE))
            folders[:] = [name for name in folders if not matches(name, ANYWHERE)]


def servers() -> list[Cluster]:
    """Those that may be there, and any other that left its lock."""
    return [Cluster(root) for root in {*SERVERS, *(lock.parent for lock in LOCAL.glob("*/lock"))}]


def remove(path: Path) -> None:
    """A symbolic link goes, what it points to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@politely
def clean() -> int:
    if stop():
        return 1
    clusters = servers()
    for cluster in clusters:
        cluster.remove()
    for path in list(made_here()):
        remove(path)
    left = [str(cluster.base) for cluster in clusters if cluster.base.exists()]
    say(f"Could not be removed: {', '.join(left)}" if left else "Removed all that this checkout made on this machine.")
    return bool(left)


if __name__ == "__main__":
    sys.exit(clean())
