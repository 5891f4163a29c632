"""The translation catalogs in locale/: `python -m brusselshelps.translation_catalogs compile|check|fill`.

Source strings are in English. Babel compiles the catalogs, so running the platform does not require GNU gettext.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("nl", "fr", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sdif]|\{\w*\}")
# How lines begin that gettext keeps from messages that were changed or removed.
LEFTOVERS = ("#|", "# |", "#~")
# Folders without translatable texts; keep them in step with `make messages`.
LEFT_OUT = {".git", ".venv", ".local", "tests", "staticfiles", "locale", "node_modules"}
SOURCES = {".py", ".html", ".txt"}


def source(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def compile_stale() -> None:
    """Compile each catalog whose source is newer. Fuzzy entries are left out: English is better than a wrong
    translation."""
    for language in LANGUAGES:
        text, compiled = source(language), source(language).with_suffix(".mo")
        if not text.exists() or (compiled.exists() and compiled.stat().st_mtime_ns > text.stat().st_mtime_ns):
            continue
        draft = compiled.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, read(text, language), use_fuzzy=False)
        draft.replace(compiled)


def fill() -> None:
    """Tidy the catalogs, and set each English entry to its source string."""
    for language in LANGUAGES:
        path = source(language)
        catalog = read(path, language)
        if language == "en":
            for message in entries(catalog):
                message.string = message.id
                message.flags.discard("fuzzy")
        with path.open("wb") as file:
            write_po(file, catalog, width=0, no_location=True, omit_header=False, ignore_obsolete=True)
        drop_leftovers(path)


def drop_leftovers(path: Path) -> None:
    """Remove the extraction date, which would change the file on every run, and the earlier texts of messages."""
    kept = [line for line in path.read_text().splitlines() if not line.startswith(('"POT-Creation-Date:', *LEFTOVERS))]
    path.write_text("\n".join(kept).rstrip() + "\n")


def entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """The singular and the plural, or only the singular when there is no plural."""
    if isinstance(text, (list, tuple)):
        return list(text)
    return [text or ""]


def leftovers(language: str) -> Iterator[str]:
    if any(line.startswith(LEFTOVERS) for line in source(language).read_text().splitlines()):
        yield f"{language}: there are lines of earlier texts (#| or #~). Run: make messages"


def gaps(language: str) -> Iterator[str]:
    """What is wrong in one catalog, one sentence per fault."""
    catalog = read(source(language), language)
    for message in entries(catalog):
        shown = f"{language}: “{forms(message.id)[0]}”"
        translated = forms(message.string)
        if not all(form.strip() for form in translated):
            yield f"{shown} is not translated."
        elif message.pluralizable and len(translated) != catalog.num_plurals:
            yield f"{shown} lacks a plural."
        elif message.fuzzy:
            yield f"{shown} is marked as uncertain (fuzzy)."
        elif not same_placeholders(message):
            yield f"{shown} has other placeholders than its translation."


def same_placeholders(message: Message) -> bool:
    """Whether a translation has the placeholders of its source. The singular may omit the number ("one person"); every
    other form must show it."""
    first, *others = forms(message.string)
    singular, plural = forms(message.id)[0], forms(message.id)[-1]
    if placeholders(first) not in (placeholders(singular), placeholders(plural)):
        return False
    return all(placeholders(other) == placeholders(plural) for other in others)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def extracted() -> Catalog:
    """All messages in the source, extracted from a copy, as makemessages writes temporary files next to its input."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "project")
        shutil.copytree(ROOT, copy, ignore=not_a_source)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-location", "--no-wrap"]
        # makemessages works without settings.
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"The texts of the source cannot be extracted:\n{done.stderr}")
        found = copy / "locale" / "en" / "LC_MESSAGES" / "django.po"
        return read(found, "en") if found.exists() else Catalog("en")


def not_a_source(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if name in LEFT_OUT or (not Path(folder, name).is_dir() and Path(name).suffix not in SOURCES)
    }


def missing() -> Iterator[str]:
    """Messages that are in the source but not yet in a catalog. Only GNU gettext can extract them."""
    if not shutil.which("xgettext"):
        print("Not checked: whether the catalogs hold every text of the source. That needs: apt install gettext")
        return
    wanted = {(message.context, forms(message.id)[0]) for message in entries(extracted())}
    for language in LANGUAGES:
        held = {(message.context, forms(message.id)[0]) for message in entries(read(source(language), language))}
        for _context, text in sorted(wanted - held, key=str):
            yield f"{language}: “{text}” is not in the catalog. Run: make messages"


def check() -> int:
    absent = [
        f"{language}: there is no catalog. Run: make messages"
        for language in LANGUAGES
        if not source(language).exists()
    ]
    found = absent or [gap for language in LANGUAGES for gap in (*leftovers(language), *gaps(language))] + list(
        missing()
    )
    for gap in found:
        print(gap)
    print(f"{len(found)} gaps in the catalogs." if found else "The catalogs are complete.")
    return 1 if found else 0


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_stale()
        case ["check"]:
            return check()
        case ["fill"]:
            fill()
        case _:
            raise SystemExit("Say compile, check or fill.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
