"""A newcomer who has only this checkout: the environment of their shell, and the programs they run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SETTINGS = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "BASE_URL")


def newcomers_environment(**more: str) -> dict[str, str]:
    """A shell's environment before anything is set: without the tests' settings or those of the make that runs them."""
    hidden = (*SETTINGS, "CONTACT_PHONE", "PORT", "BIND", "MAKELEVEL", "MAKEFLAGS", "COV_CORE_SOURCE")
    return {name: value for name, value in os.environ.items() if name not in hidden} | more


def python(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run our Python in a checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=newcomers_environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
