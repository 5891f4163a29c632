"""`make clean`: stop what is running and remove everything this checkout created, outside its folder too.

Standard library only, because `.venv` may be gone. Files written by hand stay: the source, and `.env`.
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

# The servers of `make run`, of the tests and of `make bench`; they are checked even when .local is gone.
SERVERS = (DATA, TEST_DATA, LOCAL / "bench")
# Together these match .gitignore, except for .env; a test compares them.
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
    """Generated files in this folder. Another checkout nested inside it is left alone."""
    yield from (path for path in ROOT.iterdir() if matches(path.name, AT_THE_TOP))
    for top in SOURCE:
        for folder, folders, files in os.walk(ROOT / top):
            if ".git" in folders + files:
                folders.clear()
                continue
            yield from (Path(folder, name) for name in folders + files if matches(name, ANYWHERE))
            folders[:] = [name for name in folders if not matches(name, ANYWHERE)]


def servers() -> list[Cluster]:
    """The known servers, and any other that left a lock file."""
    return [Cluster(root) for root in {*SERVERS, *(lock.parent for lock in LOCAL.glob("*/lock"))}]


def remove(path: Path) -> None:
    """Remove a path; of a symbolic link only the link, not its target."""
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
