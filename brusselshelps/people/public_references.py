"""References that can be read aloud, and keyed hashes to recognise values without storing them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

# No vowels, so that no reference spells a word, and no characters that look alike. The number of characters is prime,
# so the weighted sum below detects every single wrong character and every swap of two characters.
ALPHABET = "3467CDFGHJKMNPQRTVWXY9A"
LENGTH = 8
# 24 characters out of 23: more than a hundred bits, and still short enough to type from paper.
TOKEN_LENGTH = 24
POSSIBLE = len(ALPHABET) ** LENGTH


def keyed_hash(purpose: str, text: str) -> str:
    """64 hexadecimal characters; without the key nobody can recover the text."""
    return salted_hmac(f"brusselshelps.{purpose}:", text, settings.HASH_KEY, algorithm="sha256").hexdigest()


def reference_of(number: int) -> str:
    """The public reference of a number: eight characters and a check character, in groups of three.

    Unique for numbers below POSSIBLE.
    """
    signs = _characters_of(number, LENGTH)
    signs += _check_character(signs)
    return "-".join((signs[:3], signs[3:6], signs[6:]))


def is_reference(text: str) -> bool:
    """Whether the check character is correct. A reference identifies; it never authorises."""
    signs = text.replace("-", "")
    if len(signs) != LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return False
    return signs[-1] == _check_character(signs[:-1])


def token_of(seed: str) -> str:
    """The token of a signed link, in groups of four characters; it cannot be derived from the seed without the key."""
    signs = _characters_of(int(keyed_hash("link", seed), 16), TOKEN_LENGTH)
    return "-".join(signs[start : start + 4] for start in range(0, TOKEN_LENGTH, 4))


def digest_of(token: str) -> str:
    """The stored hash of a token; case and grouping make no difference."""
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
    """A reference derived from the seed that no row in `taken` has yet."""
    for attempt in range(100):
        reference = reference_of(int(keyed_hash("reference", f"{seed}/{attempt}"), 16) % POSSIBLE)
        if not taken.filter(reference=reference).exists():
            return reference
    raise RuntimeError("a hundred references in a row were taken: the space of references is full")
