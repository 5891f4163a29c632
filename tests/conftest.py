"""People with names: Noor and Els work for VGC, Karim and Samira for COCOF, Lies for the ministry."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client
from hypothesis import settings

from brusselshelps.accounts.models import User

from tests.builders import make_user

# Speed is measured by `make bench`, never by a test: a busy machine is no failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
# A connection of a worker's or server's thread ends with its work, so that the test database can be dropped.
connections.settings["default"]["CONN_MAX_AGE"] = 0


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
def signed_in(client: Client):
    """A browser in which somebody is signed in: signed_in(noor).get("/admin/")."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in
