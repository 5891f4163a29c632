"""`.local/env`: the settings `make run` chose, for its own processes and for manage.py in a second terminal."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
FILE = LOCAL / "env"


def read() -> dict[str, str]:
    """The values of the previous run; empty before the first."""
    if not FILE.exists():
        return {}
    lines = [line.partition("=") for line in FILE.read_text().splitlines()]
    return {name: value for name, separator, value in lines if separator}


def decide(base_url: str, database_url: str, email_url: str) -> dict[str, str]:
    """The settings of this run. Real environment variables take precedence."""
    values = {
        "DEBUG": "True",
        # Kept between runs, so that signed links in earlier e-mails stay valid.
        "SECRET_KEY": read().get("SECRET_KEY") or secrets.token_urlsafe(50),
        "DATABASE_URL": database_url,
        "EMAIL_URL": email_url,
        "DEFAULT_FROM_EMAIL": "Brussels helps <help@brusselshelps.demo>",
        "BASE_URL": base_url,
        "ALLOWED_HOSTS": "*",
        "CONTACT_PHONE": "02 000 00 00",
    }
    return {name: os.environ.get(name) or value for name, value in values.items()}


def write(values: Mapping[str, str]) -> None:
    """Write the file atomically, readable only by its owner from the start."""
    draft = FILE.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    draft.replace(FILE)
