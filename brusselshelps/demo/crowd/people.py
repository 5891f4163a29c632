"""The lines of the persons."""

from __future__ import annotations

from random import Random

from brusselshelps.demo.crowd import vocabulary
from brusselshelps.demo.crowd.context import NULL


def erased_person(key: int, at: str) -> str:
    return f"{key}\t\t\t\t\t\t\t\t{{}}\t{at}"


def email_of(drawn: Random, number: str) -> tuple[str, str]:
    """A name, and an address with the number in it, so that nobody else has it."""
    first, first_plain = vocabulary.FIRST[int(drawn.random() * len(vocabulary.FIRST))]
    last, last_plain = vocabulary.LAST[int(drawn.random() * len(vocabulary.LAST))]
    return f"{first} {last}", f"{first_plain}.{last_plain}.{number}@example.org"


def person(drawn: Random, key: int, place: int, name: str, email: str) -> tuple[str, str]:
    """The line of a person, and the language to write to them in. The phone cannot ring: it begins with 02 0."""
    phone = place % 1_000_000
    street = vocabulary.STREETS[int(drawn.random() * len(vocabulary.STREETS))]
    spoken = vocabulary.SPOKEN[int(drawn.random() * len(vocabulary.SPOKEN))]
    written = f"02 0{phone // 10_000:02} {phone // 100 % 100:02} {phone % 100:02}"
    line = f"{key}\t{name}\t{email}\t+3220{phone:06}\t{written}\t{street}\t{1 + phone % 180}\t{spoken}\t{NULL}"
    return line, spoken[:2]
