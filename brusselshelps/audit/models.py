"""The trail: a line for every look of staff at personal data, and for every try that was refused.

Rows are named by kind and key, never by a word of theirs, so the trail tells nothing of who is forgotten. A trigger
numbers, dates and chains the lines, and the database refuses to change or remove one (docs/decisions/0018).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
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

# A key has fewer figures.
LONGEST = 19
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
REFUSALS = (403, 404, 409)


class Place(models.TextChoices):
    """Where in the tool: what was on the page besides this row, and why."""

    LIST = "list", _("in a list")
    SEARCH = "search", _("in what a search found")
    PAGE = "page", _("on a page with details")
    CANDIDATES = "candidates", _("while a volunteer was sought")
    PHONE = "phone", _("while a request was written down")
    ELSEWHERE = "elsewhere", _("elsewhere")

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        match = request.resolver_match
        name = (match and match.url_name) or ""
        place = next((place for ending, place in PLACES.items() if name.endswith(ending)), cls.ELSEWHERE)
        searched = SEARCH_VAR in request.GET or SEARCH_VAR in request.POST
        return cls.SEARCH if place == cls.LIST and searched else place


# By how the name of the address ends.
PLACES = {
    "_changelist": Place.LIST,
    "_change": Place.PAGE,
    "_candidates": Place.CANDIDATES,
    "_phone": Place.PHONE,
}


class LookQuerySet(models.QuerySet["Look"]):
    def at_rows(self, rows: Mapping[type[models.Model], Collection[int]]) -> LookQuerySet:
        """The lines about any of these rows: keys by kind."""
        found = [Q(what=kind._meta.label_lower, rows__overlap=list(keys)) for kind, keys in rows.items() if keys]
        return self.filter(reduce(or_, found)) if found else self.none()

    def shown(self) -> LookQuerySet:
        return self.filter(outcome=Look.Outcome.SHOWN)

    def by_day(self, *more: str) -> models.QuerySet[Look, dict[str, Any]]:
        """How often on each day, the newest first: by office, role and place, and by what else is named.

        Gives dicts: `day` in Brussels, `office` (a key, or None), `role`, `place`, `times`, `last` and `more`.
        """
        kinds = ("day", "office", "role", "place", *more)
        counted = self.annotate(day=TruncDate("at")).values(*kinds).annotate(times=Count("pk"), last=Max("at"))
        return counted.order_by("-day", "-last", *kinds[1:])


class Look(models.Model):
    """Somebody of the staff was shown rows of one kind, or was refused one. `at`, number, `previous` and `seal` are
    the database's to fill in; an office and a role are those of that moment."""

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
    previous = models.CharField(_("seal of the line before"), max_length=64)
    seal = models.CharField(_("seal"), max_length=64)

    # Columns that could hold words, and hold none of a person's.
    FACTS = ("what", "rows", "previous", "seal")

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        default_permissions = ("view",)
        indexes = [
            models.Index("at", "id", name="look_by_moment"),
            models.Index("at", "id", name="look_refused", condition=Q(outcome="refused")),
            GinIndex("rows", name="look_at_row"),
        ]
        constraints = [
            # Nothing that somebody typed can ever stand here.
            models.CheckConstraint(name="look_names_a_kind", condition=Q(what__regex=r"^[a-z_]+\.[a-z]+$")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def computed_seal(self) -> str:
        """What the seal of this line has to be: the same that the trigger computes, in other words."""
        moment = (self.at - EPOCH) // dt.timedelta(microseconds=1)
        keys = ",".join(map(str, self.rows))
        said = (self.pk, moment, self.by_id, self.role, self.office_id or "", self.place, self.what, keys)
        line = "|".join(map(str, (*said, self.outcome, self.previous)))
        return hashlib.sha256(line.encode()).hexdigest()


def look_at(request: HttpRequest, rows: Iterable[models.Model | None]) -> None:
    """These rows stand on the page that answers this request; those that are about nobody leave no line."""
    looked_at: dict[str, set[int]] = request.__dict__.setdefault("looked_at", {})
    for row in rows:
        if row is not None and hasattr(row, "PERSONAL"):
            looked_at.setdefault(row._meta.label_lower, set()).add(row.pk)


def asks_for(request: HttpRequest, kind: type[models.Model], key: int) -> None:
    """Which row this request is about, where its address does not say so as those of the admin do."""
    request.asked_for = (kind._meta.label_lower, _as_keys(str(key)))  # type: ignore[attr-defined]


def was_refused(request: HttpRequest) -> None:
    """The row this request is about was refused, though the answer leads on and says why."""
    request.was_refused = True  # type: ignore[attr-defined]


def lines(request: HttpRequest, status: int) -> Iterator[Look]:
    """What an answer with this status leaves in the trail: what was shown, unless it leads on to another page, and what
    was refused. Whether a row that was refused exists is not looked up."""
    if status >= 500 or not request.user.is_authenticated:
        return
    who = {"by": request.user, "role": request.user.role, "office_id": request.user.backoffice_id}
    where = who | {"place": Place.of(request)}
    looked_at: dict[str, set[int]] = {} if 300 <= status < 400 else getattr(request, "looked_at", {})
    for what, keys in sorted(looked_at.items()):
        yield Look(**where, what=what, rows=sorted(keys), outcome=Look.Outcome.SHOWN)
    asked_for = getattr(request, "asked_for", None) or _named(request)
    if asked_for and (status in REFUSALS or getattr(request, "was_refused", False)):
        yield Look(**where, what=asked_for[0], rows=asked_for[1], outcome=Look.Outcome.REFUSED)


def _named(request: HttpRequest) -> tuple[str, list[int]] | None:
    """The kind of row, and the key if there is one, in an address such as /admin/volunteers/volunteer/5/change/."""
    parts, match = request.path_info.split("/"), request.resolver_match
    try:
        label = apps.get_model(parts[2], parts[3])._meta.label_lower
    except LookupError:  # also when the address is too short
        return None
    named = match.kwargs if match else {}
    return label, _as_keys(str(named.get("object_id") or named.get("pk") or ""))


def _as_keys(text: str) -> list[int]:
    """What can be the key of a row, as one; nothing else is kept."""
    is_key = text.isascii() and text.isdecimal() and len(text) < LONGEST
    return [int(text)] if is_key else []


def broken() -> Iterator[str]:
    """What is wrong with the trail, in a sentence each, from the oldest line on; holds one line at a time.

    The oldest line that is kept is believed about the one before it, so that a trail can be trimmed at its beginning.
    """
    before: Look | None = None
    for line in Look.objects.order_by("pk").iterator(chunk_size=1000):
        if before and line.pk != before.pk + 1:
            yield f"Between lines {before.pk} and {line.pk} there are lines missing: {line.pk - before.pk - 1}."
        elif before and line.previous != before.seal:
            yield f"Line {line.pk} does not follow line {before.pk}: one of them was written anew."
        if line.seal != line.computed_seal():
            yield f"Line {line.pk} was changed after it was written."
        before = line
