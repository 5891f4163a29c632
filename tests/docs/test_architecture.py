"""The diagram of the layers is accurate, and each row of the table of common changes names a path."""

from __future__ import annotations

import re
import tomllib
from xml.etree import ElementTree

from tests.docs.documents import CODE, DOCS, PATH, read, section

SVG = "{http://www.w3.org/2000/svg}"


def test_the_architecture_says_where_the_common_changes_are_made() -> None:
    rows = re.findall(
        r"^\| (?!to change|--)(.+?) \| (.+) \|$", section("docs/architecture.md", "Where is …"), re.MULTILINE
    )
    assert len(rows) >= 20
    assert [what for what, where in rows if not any(PATH.fullmatch(words) for words in CODE.findall(where))] == []


def test_the_picture_of_the_layers_is_the_import_contract() -> None:
    picture = ElementTree.parse(DOCS / "architecture.svg")
    drawn = [
        [box.text for box in layer.iter(f"{SVG}text") if box.get("class") == "name"]
        for layer in picture.iter(f"{SVG}g")
        if "layer" in layer.get("class", "").split()
    ]
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert drawn == [[name.strip().removeprefix("brusselshelps.") for name in layer.split("|")] for layer in layers]
