"""Hashing and encryption of what the database alone must not reveal: keys of counters, secrets of second factors.

Both depend on HASH_KEY, which is kept for good; with another key everybody has to set up their second factor again.
"""

from __future__ import annotations

import base64
import hmac
import secrets

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac

# Without letters and digits that look alike, because first passwords are read aloud.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed_key(key: str, prefix: str, version: int) -> str:
    """The key under which a counter is stored: 64 hexadecimal digits, since the plain key contains usernames and
    networks."""
    return _keyed("counter", f"{prefix}:{version}:{key}").hexdigest()


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Raises cryptography's InvalidToken for what was encrypted with another HASH_KEY."""
    return _cipher().decrypt(text.encode()).decode()


def new_password() -> str:
    """Sixteen characters in groups of four, 79 bits: to be read aloud, and to be changed at once."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_keyed("second factor", "").digest()))


def _keyed(purpose: str, text: str) -> hmac.HMAC:
    return salted_hmac(f"brusselshelps.{purpose}:", text, settings.HASH_KEY, algorithm="sha256")
