from __future__ import annotations

import gettext
import shutil
from pathlib import Path

import pytest

from tests.dev.newcomer import python

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLURAL = 'msgid "One request"\nmsgid_plural "%(count)s requests"\n'
DUTCH = 'msgid "Hello %(name)s"\nmsgstr "Dag %(name)s"\n'


def write(house: Path, entries: str, languages: tuple[str, ...] = ("nl", "fr", "en")) -> None:
    for language in languages:
        folder = house / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "django.po").write_text(HEADER + entries)


def catalogs(house: Path, command: str) -> tuple[int, str]:
    done = python(house, "-m", "brusselshelps.translation_catalogs", command)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Hello"\nmsgstr ""\n', "is not translated"),
        (PLURAL + 'msgstr[0] "Eén vraag"\nmsgstr[1] ""\n', "is not translated"),
        ('#, fuzzy\nmsgid "Hello"\nmsgstr "Dag"\n', "fuzzy"),
        ('msgid "Hello %(name)s"\nmsgstr "Dag %(naam)s"\n', "other placeholders"),
        ('msgid "Hello {name}"\nmsgstr "Dag"\n', "other placeholders"),
        (PLURAL + 'msgstr[0] "Eén vraag"\nmsgstr[1] "vragen"\n', "other placeholders"),
    ],
)
def test_each_gap_is_named(tools: Path, entry: str, complaint: str) -> None:
    write(tools, DUTCH)
    write(tools, entry, ("fr",))
    status, said = catalogs(tools, "check")
    assert status == 1
    assert f"fr: “{entry.split(chr(34))[1]}” " in said
    assert complaint in said
    assert "nl:" not in said


@pytest.mark.parametrize("leftover", ['#| msgid "Helo"', '# | msgid "Helo"', '#~ msgid "Helo"\n#~ msgstr "Dag"'])
def test_lines_of_earlier_texts_are_refused_and_removed(tools: Path, leftover: str) -> None:
    write(tools, DUTCH)
    write(tools, f"{leftover}\n{DUTCH}", ("nl",))
    status, said = catalogs(tools, "check")
    assert (status, "nl: there are lines of earlier texts" in said) == (1, True)
    catalogs(tools, "fill")
    assert catalogs(tools, "check")[0] == 0


def test_complete_catalogs_pass(tools: Path) -> None:
    write(tools, DUTCH + "\n" + PLURAL + 'msgstr[0] "Eén vraag"\nmsgstr[1] "%(count)s vragen"\n')
    assert catalogs(tools, "check")[0] == 0


def test_a_missing_catalog_is_named(tools: Path) -> None:
    write(tools, DUTCH, ("nl", "fr"))
    assert catalogs(tools, "check") == (1, "en: there is no catalog. Run: make messages\n1 gaps in the catalogs.\n")


@pytest.mark.skipif(not shutil.which("xgettext"), reason="Extraction needs GNU gettext.")
def test_a_text_of_the_source_that_no_catalog_holds_is_named(tools: Path) -> None:
    write(tools, DUTCH)
    (tools / "templates").mkdir()
    (tools / "templates" / "page.html").write_text('{% load i18n %}{% translate "A new text" %}')
    status, said = catalogs(tools, "check")
    assert status == 1
    assert "nl: “A new text” is not in the catalog" in said
    assert [path.name for path in (tools / "templates").iterdir()] == ["page.html"]


def test_uncertain_entries_are_not_compiled_and_fresh_catalogs_are_left_alone(tools: Path) -> None:
    write(tools, DUTCH + '\n#, fuzzy\nmsgid "Bye"\nmsgstr "Dag"\n')
    assert catalogs(tools, "compile") == (0, "")
    compiled = tools / "locale" / "nl" / "LC_MESSAGES" / "django.mo"
    with compiled.open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.gettext("Hello %(name)s") == "Dag %(name)s"
    assert texts.gettext("Bye") == "Bye"
    before = compiled.stat().st_mtime_ns
    catalogs(tools, "compile")
    assert compiled.stat().st_mtime_ns == before


def test_filling_gives_english_its_own_words_and_changes_nothing_the_second_time(tools: Path) -> None:
    write(tools, 'msgid "Hello"\nmsgstr ""\n\n' + PLURAL + 'msgstr[0] ""\nmsgstr[1] ""\n')
    catalogs(tools, "fill")
    english = tools / "locale" / "en" / "LC_MESSAGES" / "django.po"
    filled = english.read_text()
    assert 'msgid "Hello"\nmsgstr "Hello"\n' in filled
    assert 'msgstr[0] "One request"\nmsgstr[1] "%(count)s requests"\n' in filled
    catalogs(tools, "fill")
    assert english.read_text() == filled
