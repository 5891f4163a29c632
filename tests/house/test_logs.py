"""Nobody's data reaches a log."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.utils.log import configure_logging

from brusselshelps.logs import Discreet
from brusselshelps.people.models import Person

NAME = "Maria Peeters"


@pytest.mark.django_db
def test_an_exception_is_logged_without_the_row_it_quotes() -> None:
    with pytest.raises(IntegrityError) as failure:
        Person.objects.create(name=NAME, contact_language="nl")
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, "It failed", None, failure._excinfo)
    line = Discreet("{message}", style="{").format(record)
    assert NAME in str(failure.value)
    assert NAME not in line
    assert "django.db.utils.IntegrityError" in line
    assert "CheckViolation" in line
    assert "test_logs.py" in line


def test_every_handler_of_the_house_is_discreet() -> None:
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    formatters = {type(handler.formatter) for handler in logging.getLogger().handlers if handler.name == "console"}
    assert formatters == {Discreet}
