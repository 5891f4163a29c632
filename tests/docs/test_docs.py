"""What the documents mention exists: variables, links, figures, words, commands, logins."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.utils.translation import override

from brusselshelps.demo.staff import LOGINS, PASSWORD
from reports.counted_rows import SETS
from reports.definitions import CHECKS, HEADLINES, TABLES
from tests.docs.documents import CODE, DOCS, PATH, ROOT, code_of, read, table_rows

RECORDS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
# The folders under version control; what a checkout creates (.local, .venv) need not exist.
SOURCE = (
    "brusselshelps/",
    "docs/",
    "locale/",
    "reports/",
    "requests_app/",
    "requirements/",
    "static/",
    "templates/",
    "tests/",
    "volunteers/",
)

REQUIRED_BY_THE_STANDARD = (
    "publiccodeYmlVersion",
    "name",
    "url",
    "releaseDate",
    "platforms",
    "categories",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
)


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def variables_of_settings() -> set[str]:
    settings = read("brusselshelps/settings.py")
    required = re.search(r"^REQUIRED = \((.+)\)$", settings, re.MULTILINE)
    assert required
    return {*re.findall(r'env(?:\.\w+)?\("([A-Z_]+)"', settings), *re.findall(r'"([A-Z_]+)"', required[1])}


def variables_of_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", read("compose.yaml")))


def variables_of_a_checkout() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "brusselshelps/dev").glob("*.py")]
    return {name for text in sources for name in re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', text)}


def variables_read() -> set[str]:
    return variables_of_settings() | variables_of_compose() | variables_of_a_checkout()


def example() -> dict[str, str]:
    """The variables of .env.example, including those commented out, each with the lines just above it."""
    found, lines = {}, read(".env.example").splitlines()
    for place, line in enumerate(lines):
        if name := re.match(r"(?:# )?([A-Z_]+)=", line):
            found[name[1]] = lines[place - 1]
    return found


def test_each_variable_that_is_read_is_explained_in_the_example() -> None:
    assert variables_read() <= example().keys()
    assert [name for name, above in example().items() if not above.startswith("# ")] == []


def test_the_example_names_no_variable_that_nobody_reads() -> None:
    assert example().keys() <= variables_read()


def test_each_variable_has_a_line_in_operations() -> None:
    explained = {code_of(cells[0]): cells[1] for cells in table_rows("docs/operations.md")}
    assert [name for name in sorted(variables_read()) if not explained.get(name)] == []


def test_nothing_secret_has_a_value_in_the_example() -> None:
    assert re.findall(r"^(?:SECRET_KEY|POSTGRES_PASSWORD)=(.*)$", read(".env.example"), re.MULTILINE) == ["", ""]


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_each_link_leads_somewhere(document: Path) -> None:
    relative = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in relative if not leads_somewhere(document, link)] == []


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not heading or heading in headings(target)


def headings(document: Path) -> set[str]:
    """Headings as they appear in a URL fragment: lower case, hyphens for spaces, no other punctuation."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_each_file_that_is_named_exists(document: Path) -> None:
    """Paths are relative to the root of the repository, so that they can be opened from there."""
    told = {words for words in CODE.findall(document.read_text(encoding="utf-8")) if PATH.fullmatch(words)}
    assert [path for path in sorted(told) if path.startswith(SOURCE) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_no_page_names_a_path_of_somebodys_machine(document: Path) -> None:
    paths = re.findall(r"(?<![\w./])/(?:home|root|work|tmp|var|Users)/\S*", document.read_text(encoding="utf-8"))
    assert paths == []


def test_each_figure_and_table_is_defined_with_its_unit() -> None:
    defined = {code_of(cells[0]): cells[1] for cells in table_rows("docs/figures.md")}
    with override("en"):
        units = {what.slug: str(what.unit) for what, *_how in (*HEADLINES, *TABLES)}
    assert units == {slug: unit for slug, unit in defined.items() if slug in units}


def test_no_figure_is_defined_that_is_not_shown() -> None:
    first_cells = {cells[0] for cells in table_rows("docs/figures.md")}
    shown = {what.slug for what, *_how in (*HEADLINES, *TABLES)}
    assert {code_of(cell) for cell in first_cells if cell.startswith("`")} == shown | CHECKS.keys()


def test_each_set_that_a_figure_names_is_there() -> None:
    rows = [cells for cells in table_rows("docs/figures.md") if len(cells) >= 4 and cells[0].startswith("`")]
    sets = {name for cells in rows for name in re.findall(r"`(\w+)`", cells[2])}
    assert {"received", "handled", "registered", "candidacy"} <= sets
    assert sets <= set(re.findall(r"^(\w+)(?: \([^)]*\))? as \(", SETS, re.MULTILINE))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/operations.md", "CHANGELOG.md"])
def test_each_make_command_exists(document: str) -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^ +make ([\w-]+)", shown, re.MULTILINE))
    text = read(document)
    told = re.findall(r"`make ([\w -]+?)(?: \w+=\S+)?`", text) + re.findall(r"^make ([\w-]+)", text, re.MULTILINE)
    assert {target for words in told for target in words.split()} <= targets


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_each_command_of_manage_py_exists(document: Path) -> None:
    told = set(re.findall(r"manage\.py ([a-z_]+)", document.read_text(encoding="utf-8")))
    assert told <= get_commands().keys()


def test_the_readme_begins_with_the_two_commands() -> None:
    first = re.search(r"```\n(.+?)```", read("README.md"), re.DOTALL)
    assert first
    assert re.findall(r"^make (\w+)", first[1], re.MULTILINE) == ["run", "test"]


def test_the_readme_shows_who_can_sign_in() -> None:
    shown = re.findall(r"^(\w+) +(\S+) {2,}(.+?) {2,}http://127\.0\.0\.1:8000/(\w+)/$", read("README.md"), re.MULTILINE)
    assert shown == [(login.username, PASSWORD, login.who, login.start.split("/")[-2]) for login in LOGINS]


@pytest.mark.parametrize("record", RECORDS, ids=named)
def test_a_decision_is_short_and_says_why_and_what_follows(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    assert text.startswith(f"# {record.name[:4]} – ")
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.fixture
def publiccode() -> dict[str, Any]:
    return yaml.safe_load(read("publiccode.yml"))


def test_publiccode_has_what_the_standard_requires(publiccode: dict[str, Any]) -> None:
    assert [key for key in REQUIRED_BY_THE_STANDARD if not publiccode.get(key)] == []
    assert dt.date.fromisoformat(publiccode["releaseDate"])
    assert publiccode["legal"]["license"] == "EUPL-1.2"
    assert publiccode["maintenance"]["contacts"]
    assert publiccode["localisation"] == {"localisationReady": True, "availableLanguages": ["nl", "fr", "en"]}
    assert publiccode["dependsOn"]["open"][0]["name"] == "PostgreSQL"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_publiccode_describes_the_platform_in_each_language(publiccode: dict[str, Any], language: str) -> None:
    described = publiccode["description"][language]
    assert 0 < len(described["shortDescription"]) <= 150
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert len(described["features"]) >= 5


def test_the_licence_is_whole() -> None:
    text = read("LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "Appendix" in text
    assert text.rstrip().endswith("require the production of a new EUPL version.")
