"""People with names: Noor and Els work for VGC, Karim and Samira for COCOF, Lies for the ministry."""

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

# Speed is measured by `make bench`, never by a test: a busy machine is no failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
# Argon2 is slow on purpose; no test is about how slow.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A connection of a worker's or server's thread ends with its work, so that the test database can be dropped.
connections.settings["default"]["CONN_MAX_AGE"] = 0


@receiver(user_logged_in)
def _with_second_factor(request: HttpRequest, user: User, **others: Any) -> None:
    """`force_login` is a sign-in with both factors; one that comes from a page has to show its own."""
    if not request.path:
        second_factor_seen(request, user)


@pytest.fixture(scope="session", autouse=True)
def _nobody_stays(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The clock of a worker keeps a connection in a thread of its own; with it the database cannot be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def _walls_and_trail(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database has roles of its own; they stay on the server when it goes, and are used again. Real
    transactions are undone by emptying every table; the trail refuses that, but for who owns it and says so.

    Where no test needs a database none is made, and the connection still leads to the one it would be named after.
    """
    if not connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        call_command("database_roles")
        cursor.execute("alter table audit_accesslogentry disable trigger never_emptied")
        connection.close()


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Real transactions leave real jobs and counted tries; these tables are not Django's: its flush passes them by."""
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
    """A browser in which somebody is signed in: signed_in(noor).get("/admin/")."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in
