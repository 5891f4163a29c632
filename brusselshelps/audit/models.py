"""The access log: an entry each time a member of staff is shown personal data, or is refused a row.

Rows are named by kind and key, never by their content, so the log reveals nothing about anyone whose data was erased. A
trigger numbers, dates and chains the entries, and the database refuses to change or remove them (docs/decisions/0018).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.roles import Role
from brusselshelps.reference.models import Partner

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Place(models.TextChoices):
    """The part of the tool, which tells what else was on the page, and why."""

    LIST = "list", _("in a list")
    SEARCH = "search", _("in search results")
    PAGE = "page", _("on a page with details")
    CANDIDATES = "candidates", _("while looking for a volunteer")
    PHONE = "phone", _("while recording a help request")
    ELSEWHERE = "elsewhere", _("elsewhere")

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        match = request.resolver_match
        name = (match and match.url_name) or ""
        place = next((place for ending, place in PLACES.items() if name.endswith(ending)), cls.ELSEWHERE)
        searched = SEARCH_VAR in request.GET or SEARCH_VAR in request.POST
        return cls.SEARCH if place == cls.LIST and searched else place


# By the ending of the URL name.
PLACES = {
    "_changelist": Place.LIST,
    "_change": Place.PAGE,
    "_candidates": Place.CANDIDATES,
    "_phone": Place.PHONE,
}


class AccessLogQuerySet(models.QuerySet["AccessLogEntry"]):
    def about_rows(self, rows: Mapping[type[models.Model], Collection[int]]) -> AccessLogQuerySet:
        """The entries about any of these rows, given as keys by model."""
        found = [Q(what=kind._meta.label_lower, rows__overlap=list(keys)) for kind, keys in rows.items() if keys]
        return self.filter(reduce(or_, found)) if found else self.none()

    def shown(self) -> AccessLogQuerySet:
        return self.filter(outcome=AccessLogEntry.Outcome.SHOWN)

    def by_day(self, *more: str) -> models.QuerySet[AccessLogEntry, dict[str, Any]]:
        """Counts per day, newest first, by office, role, place and the fields in `more`.

        Returns dicts: `day` in Brussels, `office` (a key, or None), `role`, `place`, `times`, `last` and `more`.
        """
        kinds = ("day", "office", "role", "place", *more)
        counted = self.annotate(day=TruncDate("at")).values(*kinds).annotate(times=Count("pk"), last=Max("at"))
        return counted.order_by("-day", "-last", *kinds[1:])


class AccessLogEntry(models.Model):
    """A member of staff was shown rows of one kind, or was refused one. Office and role are those they had at the time.

    `at`, number, `previous` and `digest` are filled in by `sql/hash_chain.sql`, which refuses everything but new
    entries.
    """

    class Outcome(models.TextChoices):
        SHOWN = "shown", _("shown")
        REFUSED = "refused", _("not shown")

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    office = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+", verbose_name=_("back office"))
    place = models.CharField(_("part of the tool"), max_length=10, choices=Place)
    what = models.CharField(_("kind of row"), max_length=60)
    rows = ArrayField(models.BigIntegerField(), verbose_name=_("keys of the rows"))
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome)
    previous = models.CharField(_("digest of the previous line"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)

    # The username of the account, where a query is annotated with it.
    username: str

    # Columns that could hold text, but hold no personal data.
    FACTS = ("what", "rows", "previous", "digest")

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log entries")
        default_permissions = ("view",)
        indexes = [
            models.Index("at", "id", name="access_log_by_moment"),
            models.Index("at", "id", name="access_log_refused", condition=Q(outcome="refused")),
            GinIndex("rows", name="access_log_by_row"),
        ]
        constraints = [
            # Nothing that somebody typed can end up in this column.
            models.CheckConstraint(name="access_log_names_a_model", condition=Q(what__regex=r"^[a-z_]+\.[a-z]+$")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def computed_digest(self) -> str:
        """The value that `digest` must have: the same that the trigger computes."""
        moment = (self.at - EPOCH) // dt.timedelta(microseconds=1)
        keys = ",".join(map(str, self.rows))
        said = (self.pk, moment, self.by_id, self.role, self.office_id or "", self.place, self.what, keys)
        line = "|".join(map(str, (*said, self.outcome, self.previous)))
        return hashlib.sha256(line.encode()).hexdigest()
