"""References people can read aloud, and keyed hashes of what must be recognised but not kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

# Without vowels, so that no word appears, and without letters that look alike; a prime number of signs, so that the
# weighted sum below catches every single wrong sign and every two that changed places.
ALPHABET = "3467CDFGHJKMNPQRTVWXY9A"
LENGTH = 8
# 24 signs of 23 kinds: more than a hundred bits, and still to be typed from paper.
TOKEN_LENGTH = 24
POSSIBLE = len(ALPHABET) ** LENGTH


def keyed_hash(purpose: str, text: str) -> str:
    """64 hexadecimal signs; without the key nobody can tell which text they stand for."""
    return salted_hmac(f"brusselshelps.{purpose}:", text, settings.HASH_KEY, algorithm="sha256").hexdigest()


def reference_of(number: int) -> str:
    """The public reference of a number: eight signs and a check sign, in groups of three. Different below POSSIBLE."""
    signs = _characters_of(number, LENGTH)
    signs += _check_character(signs)
    return "-".join((signs[:3], signs[3:6], signs[6:]))


def is_reference(text: str) -> bool:
    """Whether the check sign is right. It identifies, it never authorises."""
    signs = text.replace("-", "")
    if len(signs) != LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return False
    return signs[-1] == _check_character(signs[:-1])


def token_of(seed: str) -> str:
    """The token of a signed link, in groups of four; without the key nobody can tell it from the seed."""
    signs = _characters_of(int(keyed_hash("link", seed), 16), TOKEN_LENGTH)
    return "-".join(signs[start : start + 4] for start in range(0, TOKEN_LENGTH, 4))


def digest_of(token: str) -> str:
    """What is stored of a token; the same however its letters and groups are written."""
    return keyed_hash("token", "".join(sign for sign in token.upper() if sign.isalnum()))


def _characters_of(number: int, length: int) -> str:
    signs = ""
    for _place in range(length):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return signs


def _check_character(signs: str) -> str:
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]


def new_reference(taken: models.QuerySet, seed: str) -> str:
    """A reference that follows from the seed and that no row of `taken` has yet."""
    for attempt in range(100):
        reference = reference_of(int(keyed_hash("reference", f"{seed}/{attempt}"), 16) % POSSIBLE)
        if not taken.filter(reference=reference).exists():
            return reference
    raise RuntimeError("a hundred references in a row were taken: the space of references is full")
