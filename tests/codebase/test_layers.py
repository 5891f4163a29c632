"""Each app imports only from the layers below it; the contract is in pyproject.toml."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_layers_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


APPS = ("brusselshelps", "requests_app", "volunteers", "reports")
# An AppConfig imports its app once all models are there; what starts a checkout runs before Django is installed.
LATE = re.compile(r"/apps\.py$|^brusselshelps/dev/")


def modules() -> list[Path]:
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def test_a_folder_holds_at_most_sixteen_modules() -> None:
    counted = Counter(path.parent.relative_to(ROOT) for path in modules() if path.name != "__init__.py")
    assert {folder: count for folder, count in counted.items() if count > 16} == {}


def test_no_cycle_is_hidden_by_a_late_import() -> None:
    late = [
        f"{path.relative_to(ROOT)}:{statement.lineno}"
        for path in modules()
        if not LATE.search(str(path.relative_to(ROOT)))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert late == []
