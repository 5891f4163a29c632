"""The code base as a whole: catalogs are complete, no template is unused, no file or function is too long."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import crispy_forms
import pytest
from django.test import Client

ROOT = Path(__file__).parents[2]
ROOMS = ("brusselshelps", "volunteers", "requests_app", "reports")
CODE = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts]


def test_the_catalogs_are_complete_and_nothing_is_fuzzy() -> None:
    check = [sys.executable, "-m", "brusselshelps.translation_catalogs", "check"]
    result = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_template_is_used() -> None:
    texts = "\n".join(file.read_text() for file in [*CODE, *(ROOT / "templates").rglob("*.*")])
    # crispy-forms refers to the names in a template pack as "%s/field.html".
    crispy = [file.read_text() for file in Path(crispy_forms.__file__).parent.rglob("*.py")]
    texts += "\n".join(crispy).replace("%s/", "brussels/")
    for template in (ROOT / "templates").rglob("*.*"):
        name = template.relative_to(ROOT / "templates").as_posix()
        # Django's admin finds its templates by name; mail templates are named without their extension.
        used = name.startswith("admin/") or name in texts or f'"{template.stem}"' in texts
        assert used, name


def test_files_and_functions_stay_short() -> None:
    for file in CODE:
        text = file.read_text()
        assert text.count("\n") <= 300, file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                assert node.end_lineno - node.lineno < 45, (file, node.name)


def test_no_lock_file_names_a_host() -> None:
    for file in [*(ROOT / "requirements").iterdir(), *(ROOT / "tests").rglob("tools/*/package-lock.json")]:
        assert "://" not in file.read_text(), file


@pytest.mark.django_db
class TestTheRoof:
    def test_the_way_in_follows_the_browser(self, client: Client) -> None:
        for wish, language in (("fr-BE,fr;q=0.9", "fr"), ("en", "en"), ("de", "nl"), ("", "nl")):
            response = client.get("/", headers={"accept-language": wish})
            assert (response.status_code, response["Location"]) == (302, f"/{language}/")
            assert "Accept-Language" in response["Vary"]

    def test_health_needs_no_database_and_readiness_does(self, client: Client, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            assert client.get("/healthz").status_code == 200
        with django_assert_num_queries(1):
            assert client.get("/readyz").status_code == 200

    @pytest.mark.parametrize("language", ["nl", "fr", "en"])
    def test_pages_that_are_not_there_say_so_in_the_language(self, client: Client, language: str) -> None:
        response = client.get(f"/{language}/nowhere/")
        assert response.status_code == 404
        page = response.content.decode()
        assert f'<html lang="{language}">' in page
        assert "02 000 00 00" in page

    def test_a_failure_of_ours_says_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        client.raise_request_exception = False
        monkeypatch.setattr("volunteers.views.registration.render", None)
        response = client.get("/fr/volunteer/information/")
        assert response.status_code == 500
        assert re.search(r"<h1>.*notre côté", response.content.decode(), re.DOTALL)
