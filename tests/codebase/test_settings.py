"""Settings have no implicit defaults: without DEBUG everything must be set, and then everything is locked down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "DEBUG": "False",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "SECRET_KEY": "a secret key that is long enough for the checks of a deployment, and has 0123456789",
    "ALLOWED_HOSTS": "help.example",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "help@help.example",
    "BASE_URL": "https://help.example",
}
PAGES = """
import django; django.setup()
from django.test import Client
client = Client(headers={"host": "help.example"})
for address, secure in (("/nl/volunteer/information/", False), ("/healthz", False), ("/readyz", False)):
    response = client.get(address)
    print(address, response.status_code, response.get("Location", ""))
"""


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in (PRODUCTION | changes).items() if value != "unset"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "brusselshelps.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "DEBUG"])
@pytest.mark.parametrize("value", ["unset", ""])
def test_nothing_starts_while_something_is_not_said(name: str, value: str) -> None:
    result = run("manage.py", "check", **{name: value})
    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


def test_everything_closed_passes_the_checks_of_a_deployment() -> None:
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_plain_http_is_led_to_https_but_for_the_health_pages() -> None:
    result = run("-c", PAGES)
    assert result.stdout.splitlines() == [
        "/nl/volunteer/information/ 301 https://help.example/nl/volunteer/information/",
        "/healthz 200 ",
        "/readyz 503 ",
    ], result.stderr


def test_no_migration_is_missing() -> None:
    result = run("-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run")
    assert result.returncode == 0, result.stdout
