"""Fixtures for everyone: Noor and Els work for VGC, Karim and Samira for COCOF, Lies for the ministry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.dispatch import receiver
from django.http import HttpRequest
from django.test import Client, TestCase, TransactionTestCase
from hypothesis import settings

from brusselshelps.accounts.models import User
from brusselshelps.accounts.sign_in.sessions import second_factor_seen
from tests.builders import make_user
from tests.missing_tools import pytest_terminal_summary  # noqa: F401  here, for the process that starts the others
from tests.sampling import pytest_collection_modifyitems  # noqa: F401

# Speed is measured by `make bench`, never by a test: a slow run on a busy machine is not a failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
# Argon2 is slow by design, and no test is about its speed.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Worker and server threads close their connections when they finish, so that the test database can be dropped.
connections.settings["default"]["CONN_MAX_AGE"] = 0


@receiver(user_logged_in)
def _with_second_factor(request: HttpRequest, user: User, **others: Any) -> None:
    """Treat `force_login` as a sign-in with both factors; a sign-in through a page still has to pass the second one."""
    if not request.path:
        second_factor_seen(request, user)


@pytest.fixture(scope="session", autouse=True)
def _nobody_stays(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Close leftover connections: a worker's clock thread keeps its own, and the database could not be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def _row_policies_and_access_log(django_db_setup: None, django_db_blocker: Any) -> None:
    """Create the test database's roles, and allow the access log to be truncated.

    The roles outlive the test database on the server, and are reused. Tests with real transactions clean up by
    truncating every table, which the access log refuses unless its owner disables the trigger.

    If no test needs a database, none is created and the connection still points at the configured one: leave it alone.
    """
    if not connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        call_command("database_roles")
        cursor.execute("alter table audit_accesslogentry disable trigger never_emptied")
        connection.close()


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Delete the jobs and counters left by real transactions: Django's flush skips tables that are not its own."""
    yield
    marked = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marked and marked.kwargs.get("transaction")
    )
    if real or (request.cls and issubclass(request.cls, TransactionTestCase) and not issubclass(request.cls, TestCase)):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs, accounts_counter cascade")
            connection.close()


@pytest.fixture
def noor(db: None) -> User:
    return make_user("noor", "clerk", "vgc", "nl")


@pytest.fixture
def karim(db: None) -> User:
    return make_user("karim", "clerk", "cocof", "fr")


@pytest.fixture
def els(db: None) -> User:
    return make_user("els", "lead", "vgc", "nl")


@pytest.fixture
def samira(db: None) -> User:
    return make_user("samira", "lead", "cocof", "fr")


@pytest.fixture
def lies(db: None) -> User:
    return make_user("lies", "ministry", language="en")


@pytest.fixture
def administrator(db: None) -> User:
    return make_user("ada", "administrator", language="en")


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """A client in which a user is signed in: signed_in(noor).get("/admin/")."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in
