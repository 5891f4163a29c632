"""The platform's texts in each language, and whether hunspell knows their words."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from tests.missing_tools import not_run

ROOT = Path(__file__).parents[2]
WORDS = Path(__file__).parent / "words"
ROWS = ROOT / "brusselshelps" / "reference" / "data"
DICTIONARIES = {"nl": "nl", "fr": "fr", "en": "en_GB"}
# What occurs in a text without being a word of its language: the names of the platform and a partner, placeholders,
# tags, addresses, codes, a reference.
NO_WORD = re.compile(
    r"Brussels helps|Give a Day|\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b"
    r"|%\(\w+\)[a-z]|%[sdif]|\{[^{}]*\}|<[^<>]+>|&\w+;|\S+://\S*|\S+@\S+|/\w[\w/]*|\b\w+\.(?:be|brussels|example|org)\b"
    r"|--?\w[\w-]*|\w*[\d_]\w*"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True)
class Text:
    """A text as it is read, and its English source."""

    source: str
    read: str


def forms(text: str | Iterable[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@cache
def catalog(language: str) -> tuple[Text, ...]:
    """Each entry of a catalog, and each form of those with a plural. Untranslated entries are left out."""
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    found = []
    for message in messages:
        sources = forms(message.id)
        read = sources if language == "en" else forms(message.string)
        found += [Text(sources[min(place, len(sources) - 1)], form) for place, form in enumerate(read) if form]
    return tuple(found)


@cache
def rows(language: str) -> tuple[Text, ...]:
    """The reference rows, next to their English."""
    return tuple(
        Text(row[f"{column.removesuffix(f'_{language}')}_en"], text)
        for row in rows_of("*")
        for column, text in row.items()
        if column.endswith(f"_{language}") and text
    )


def rows_of(pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(ROWS.glob(f"{pattern}.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def texts(language: str) -> tuple[Text, ...]:
    return catalog(language) + rows(language)


def words_in(text: str) -> set[str]:
    return {word.replace("’", "'") for word in WORD.findall(NO_WORD.sub(" ", text))}


@cache
def known(language: str) -> frozenset[str]:
    """Words that no dictionary has: those of our own list, and the names of communes and localities."""
    own = (WORDS / f"{language}.txt").read_text(encoding="utf-8").split()
    names = [text for pattern in ("communes", "localities") for row in rows_of(pattern) for text in row.values()]
    return frozenset(own) | {word for word in words_in(" ".join(names)) if word[0].isupper()}


def unknown(words: set[str], language: str, own: frozenset[str] | None = None) -> set[str]:
    """The words that neither hunspell nor our own list knows; hunspell is called once."""
    own = known(language) if own is None else own
    if not shutil.which("hunspell"):
        not_run("TESTS OF SPELLING", "there is no hunspell. Install it (apt install hunspell hunspell-{nl,fr,en-gb}).")
    # A word of our own list may begin a sentence.
    asked = sorted(word for word in words - own if word[0].lower() + word[1:] not in own)
    command = ["hunspell", "-l", "-i", "utf-8", "-d", DICTIONARIES[language]]
    done = subprocess.run(command, input="\n".join(asked), capture_output=True, text=True, check=False)
    if done.returncode or "Can't open" in done.stderr:
        not_run("TESTS OF SPELLING", f"hunspell has no {language}. Install it (apt install hunspell-{{nl,fr,en-gb}}).")
    # For “jaar-maand-dag” hunspell reports the whole word or the part, depending on the language.
    refused = {word for word in done.stdout.split() if word not in own}
    return {word for word in asked if word in refused or refused & set(word.split("-"))}
