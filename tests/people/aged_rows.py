"""Rows of a given age, for the retention tests. All people are fictitious."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from brusselshelps.people.models import Person
from requests_app.models import HelpRequest, StatusChange
from tests.builders import make_request, make_volunteer
from volunteers.models import Candidacy, Volunteer


def days_ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def request_of(days: float, *categories: str, closed: float | None = None, **fields: Any) -> HelpRequest:
    """A request received so many days ago; each item withdrawn by the resident `closed` days ago."""
    row = make_request(*categories, received_at=days_ago(days), message="ring twice", **fields)
    if closed is not None:
        row.withdraw(by=None)
        StatusChange.objects.filter(item__request=row).update(at=days_ago(closed), recorded_at=days_ago(closed))
    return row


def volunteer_of(days: float, *categories: str, stopped: float | None = None, **fields: Any) -> Volunteer:
    """A volunteer registered so many days ago, who stopped `stopped` days ago."""
    row = make_volunteer(*categories, registered_at=days_ago(days), **fields)
    if stopped is not None:
        row.withdraw()
        Candidacy.objects.filter(volunteer=row).update(until=days_ago(stopped))
    return row


def is_erased(row: Any) -> bool:
    """Whether this person, or the person of this row, has been erased; if so, checks that no name is left."""
    person = Person.objects.get(pk=row.pk if isinstance(row, Person) else row.person_id)
    assert bool(person.erased_at) != bool(person.name)
    return bool(person.erased_at)
