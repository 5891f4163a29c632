"""A mail server that runs for one test, and the settings that use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.post import PostOffice


@pytest.fixture
def post_office(transactional_db: None, settings: Any) -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 1
    yield office
    office.close()
