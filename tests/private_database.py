"""Give the tests their own environment and a private PostgreSQL server; loaded before Django's settings."""

from __future__ import annotations

import os

import pytest

from brusselshelps.dev.postgres import TEST_DATA, cluster_for_tests

ENVIRONMENT = {
    "DEBUG": "True",
    "SECRET_KEY": "only for tests",
    "ALLOWED_HOSTS": "*",
    "BASE_URL": "http://127.0.0.1:8000",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Brussels helps <help@brusselshelps.demo>",
    "CONTACT_PHONE": "02 000 00 00",
}

os.environ.update(ENVIRONMENT)
# Playwright's synchronous API runs an event loop, in which Django otherwise refuses to access the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
STARTED_HERE = "DATABASE_URL" not in os.environ
CLUSTER = cluster_for_tests(os.environ.get("TEST_CLUSTER", TEST_DATA.name))
if STARTED_HERE:
    os.environ["DATABASE_URL"] = CLUSTER.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if STARTED_HERE:
        CLUSTER.stop()
