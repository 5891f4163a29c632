"""Create `.venv` and install a requirements file in it: `python3 brusselshelps/dev/install.py local|dev`.

Runs before anything is installed, on whichever Python the Makefile found: standard library only.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Marks `.venv` until an installation is complete: pip takes a half-written package for a complete one.
UNFINISHED = VENV / ".unfinished"
WHAT = {
    "local": "what runs (once, about ten seconds)",
    "dev": "what runs and the development tools (once, about half a minute)",
}
# For each level, the levels whose installation includes it.
COVERED_BY = {"local": ("local", "dev"), "dev": ("dev",)}


def requirements(level: str) -> Path:
    return ROOT / "requirements" / f"{level}.txt"


def digest(level: str) -> str:
    return hashlib.sha256(requirements(level).read_bytes()).hexdigest()


def stamp(level: str) -> Path:
    return VENV / f".installed-{level}"


def installed(level: str) -> bool:
    if UNFINISHED.exists():
        return False
    return any(stamp(one).is_file() and stamp(one).read_text() == digest(one) for one in COVERED_BY[level])


def usable() -> bool:
    """Whether `.venv` can be installed into: its Python may be gone after a system upgrade."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(PYTHON), "-c", question], capture_output=True, check=False).returncode == 0


def environment() -> dict[str, str]:
    """The environment for pip: with an empty HOME it would keep its cache in the root directory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if not kept.get("HOME"):
        kept.pop("HOME", None)
    return kept


def make() -> None:
    """Create a new `.venv`, replacing any existing one."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python cannot make environments. Install its venv module first, e.g.: apt install python3-venv")
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True, env=environment())


def install(level: str) -> None:
    print(f"Installing {WHAT[level]} …", flush=True)
    if not usable():
        make()
    UNFINISHED.touch()
    # Modules are compiled when first imported; compiling all of them here would take too long.
    options = ["-qq", "--no-input", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(requirements(level))]
    subprocess.run(command, check=True, env=environment())
    stamp(level).write_text(digest(level))
    UNFINISHED.unlink()


def main() -> None:
    level = sys.argv[1]
    if installed(level) and PYTHON.exists():
        return
    try:
        install(level)
    except subprocess.CalledProcessError:
        sys.exit("The installation did not finish; its output is above. Run the same command again to continue.")
    except KeyboardInterrupt:
        sys.exit("Interrupted. The same command continues from here.")


if __name__ == "__main__":
    main()
