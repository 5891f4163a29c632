"""`.local/env`: what `make run` decided, for its own programs and for manage.py in a second terminal."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
FILE = LOCAL / "env"


def read() -> dict[str, str]:
    """The values of an earlier run; none before the first."""
    if not FILE.exists():
        return {}
    lines = [line.partition("=") for line in FILE.read_text().splitlines()]
    return {name: value for name, separator, value in lines if separator}


def decide(base_url: str, database_url: str, email_url: str) -> dict[str, str]:
    """The settings of this run. What the real environment says wins."""
    values = {
        "DEBUG": "True",
        # Kept from run to run: signed links in the mails stay valid.
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
    """Readable by its owner only, from its first moment; whole or not at all."""
    draft = FILE.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    draft.replace(FILE)
