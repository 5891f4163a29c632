"""The lines of the persons."""

from __future__ import annotations

from random import Random

from brusselshelps.demo.crowd import vocabulary
from brusselshelps.demo.crowd.seed_context import NULL


def erased_person(key: int, at: str) -> str:
    return f"{key}\t\t\t\t\t\t\t\t{{}}\t{at}"


def email_of(drawn: Random, number: str) -> tuple[str, str]:
    """A name, and an e-mail address that is unique because it contains the number."""
    first, first_plain = vocabulary.FIRST[int(drawn.random() * len(vocabulary.FIRST))]
    last, last_plain = vocabulary.LAST[int(drawn.random() * len(vocabulary.LAST))]
    return f"{first} {last}", f"{first_plain}.{last_plain}.{number}@example.org"


def person(drawn: Random, key: int, place: int, name: str, email: str) -> tuple[str, str]:
    """The line of a person, and their contact language. The phone number begins with 02 0, so it cannot exist."""
    phone = place % 1_000_000
    street = vocabulary.STREETS[int(drawn.random() * len(vocabulary.STREETS))]
    spoken = vocabulary.SPOKEN[int(drawn.random() * len(vocabulary.SPOKEN))]
    written = f"02 0{phone // 10_000:02} {phone // 100 % 100:02} {phone % 100:02}"
    line = f"{key}\t{name}\t{email}\t+3220{phone:06}\t{written}\t{street}\t{1 + phone % 180}\t{spoken}\t{NULL}"
    return line, spoken[:2]
