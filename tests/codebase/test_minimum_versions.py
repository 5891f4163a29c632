"""Locked versions are at least those known to be safe, even where no vulnerability data can be reached."""

from __future__ import annotations

import json
import re
from pathlib import Path

import django
import pytest

from tests.vulnerability_audit import judge

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
# The newest security release of the series at the time of writing; raise it with each new one.
DJANGO = (5, 2, 19)


def test_django_is_no_older_than_its_last_security_release() -> None:
    assert django.VERSION[:3] >= DJANGO
    assert re.search(rf"^Django>={'.'.join(map(str, DJANGO))},", (REQUIREMENTS / "base.in").read_text(), re.MULTILINE)


@pytest.mark.parametrize("level", ["base", "local", "dev"])
def test_what_is_locked_names_its_hashes_and_no_host(level: str) -> None:
    text = (REQUIREMENTS / f"{level}.txt").read_text()
    assert "://" not in text
    packages = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) > 20
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def package(*holes: str) -> dict[str, object]:
    return {"name": "x", "version": "1", "vulns": [{"id": hole, "fix_versions": ["2"]} for hole in holes]}


def test_the_audit_tells_holes_from_silence() -> None:
    skipped = {"name": "y", "skip_reason": "not found"}
    assert judge(json.dumps({"dependencies": [package()]})) == (0, "No known holes in 1 packages.")
    assert judge(json.dumps({"dependencies": [package("CVE-1"), skipped]}))[0] == 1
    for silent in ("", json.dumps({"dependencies": [skipped]}), json.dumps({"dependencies": [package(), skipped]})):
        status, said = judge(silent)
        assert status == 0
        assert said.startswith("NOT RUN for ")
