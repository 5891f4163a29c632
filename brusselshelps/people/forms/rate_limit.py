"""The rate limit of public forms per network and hour: enough for a library full of people, too low for a flood."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from brusselshelps.http.client_ip import network_of
from brusselshelps.people.models import SubmissionCount
from brusselshelps.people.models.rate_limit_counter import KEPT
from brusselshelps.people.public_references import keyed_hash


class RateLimitExceeded(Exception):
    """Too many submissions came from this network; it may send again from `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__("too many forms from one network")
        self.until = until


def count_submission(request: HttpRequest) -> None:
    """Count one more submission for the visitor's network. Raises RateLimitExceeded above FORMS_PER_HOUR."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    form = request.resolver_match and request.resolver_match.url_name
    network = keyed_hash("network", f"{network_of(request)}/{form}/{hour.date()}")
    if _counted(network, hour) > settings.FORMS_PER_HOUR:
        raise RateLimitExceeded(hour + dt.timedelta(hours=1))


def _counted(network: str, hour: dt.datetime) -> int:
    """Increment atomically, in one statement. The first submission of an hour also deletes counts older than KEPT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_submissioncount (network, hour, count) values (%s, %s, 1) "
            "on conflict (network, hour) do update set count = people_submissioncount.count + 1 returning count",
            [network, hour],
        )
        [count] = cursor.fetchone()
    if count == 1:
        SubmissionCount.objects.filter(hour__lt=hour - KEPT).delete()
    return int(count)
