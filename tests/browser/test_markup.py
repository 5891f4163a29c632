"""The HTML of every public page and state, in three languages: the Nu HTML checker finds nothing, and each word is in
the page's language.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from playwright.sync_api import Error as PlaywrightError

from tests.browser.conftest import Visit
from tests.browser.support.journeys import JEF, MARIA
from tests.browser.support.page_checks import bring
from tests.browser.support.states import PUBLIC
from tests.browser.tools import npm
from tests.codebase.language_checks import unknown, words_in
from tests.codebase.page_text import read_on
from tests.missing_tools import not_run

pytestmark = pytest.mark.more

LANGUAGES = ("nl", "fr", "en")
# The checker's messages, verbatim, and why each is harmless.
SAFARI = "Safari tells no list where the bullets are gone, unless this says that it is one."
HARMLESS = {f"The “list” role is unnecessary for element “{one}”.": SAFARI for one in ("ol", "ul")}
# Visitors' input need not be in one of the platform's languages.
TYPED = words_in(
    " ".join([*MARIA.values(), *JEF.values()])
    + " And something else. Second floor. Ring twice. Third floor after all. neighbour Ria"
    + " Donaudampfschifffahrtsgesellschaft" * 3
) | {"Donaudampfschifffahrtsgesellschaft" * 3}


@pytest.fixture(scope="session")
def checker() -> list[str]:
    """The command that checks the files or folders appended to it."""
    missing = [program for program in ("java", "npm") if not shutil.which(program)]
    if missing:
        why = f"there is no {' and no '.join(missing)}. Install it (apt install default-jre-headless npm)."
        not_run("TESTS OF THE MARKUP", why)
    try:
        jar = npm.installed("markup") / "vnu-jar" / "build" / "dist" / "vnu.jar"
    except npm.Refused as refusal:
        not_run("TESTS OF THE MARKUP", " ".join(str(refusal).split()))
    return ["java", "-jar", str(jar), "--stdout", "--exit-zero-always", "--format", "json"]


def test_the_checker_would_find_something(checker: list[str], tmp_path: Path) -> None:
    wrong = '<!DOCTYPE html><html lang="en"><title>Wrong</title><p style="colour: red"><p id="a"><p id="a">'
    (tmp_path / "wrong.html").write_text(wrong, encoding="utf-8")
    assert len(complaints(checker, tmp_path)) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_well_formed_and_speak_one_language(
    visit: Visit, checker: list[str], tmp_path: Path, language: str
) -> None:
    """All states are in one test, so that Java starts only once; the database is flushed after each state."""
    found = []
    for name, state in PUBLIC.items():
        page = visit(language)
        try:
            html = bring(page, state, language).body()
        except PlaywrightError as failure:
            found.append(f"{name}: cannot be reached: {failure.message}")
            continue
        finally:
            page.context.close()
            call_command("flush", interactive=False, verbosity=0)
        (tmp_path / f"{name}.html").write_bytes(html)
        if words := unknown(words_in(read_on(html.decode(), language)) - TYPED, language):
            found.append(f"{name}: not of this language: {', '.join(sorted(words))}")
    found += complaints(checker, tmp_path)
    assert not found, "\n".join(found)


def complaints(checker: list[str], folder: Path) -> list[str]:
    """One line for each message of the checker, warnings and advice included: the file, line and markup."""
    said = subprocess.run([*checker, str(folder)], capture_output=True, text=True, check=True).stdout
    return [
        f"{unquote(one.get('url', '')).rpartition('/')[2]}, line {one.get('lastLine', '?')}: {one['message']} "
        f"{' '.join(one.get('extract', '').split())}"
        for one in json.loads(said)["messages"]
        if one["message"] not in HARMLESS
    ]
