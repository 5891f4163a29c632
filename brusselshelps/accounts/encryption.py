"""What is stored so that the database alone tells nobody: keys of counters, secrets of second factors.

Both hang on HASH_KEY, which is kept for good; with another one everybody's second factor has to be set up again.
"""

from __future__ import annotations

import base64
import hmac
import secrets

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac

# Without letters and figures that look alike, for it is read aloud.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed_key(key: str, prefix: str, version: int) -> str:
    """The key under which something is counted: it holds names and networks, and 64 hexadecimal signs stand for it."""
    return _keyed("counter", f"{prefix}:{version}:{key}").hexdigest()


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Raises cryptography's InvalidToken for what was encrypted under another HASH_KEY."""
    return _cipher().decrypt(text.encode()).decode()


def new_password() -> str:
    """Sixteen signs in groups of four, 79 bits: to be read aloud, and to be changed at once."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_keyed("second factor", "").digest()))


def _keyed(purpose: str, text: str) -> hmac.HMAC:
    return salted_hmac(f"brusselshelps.{purpose}:", text, settings.HASH_KEY, algorithm="sha256")
