"""The history of the person behind a help request: legal holds and merges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from brusselshelps.accounts.models import User
from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.display import EMPTY
from brusselshelps.people.models import LegalHold, PersonMerge
from requests_app.desk.request_history import WHO, Event
from requests_app.desk.rows_of_person import related_rows
from requests_app.models import HelpRequest


def history_of_person(user: User, row: HelpRequest) -> Iterator[Event]:
    """The legal holds, then the merges. The reason for a hold is left out: only leads may see it, in its panel."""
    yield from _holds(row)
    yield from _merges(user, row)


def _holds(row: HelpRequest) -> Iterator[Event]:
    put, ended = gettext("A legal hold was placed on this data."), gettext("The legal hold ended.")
    for one in LegalHold.objects.filter(person=row.person_id).annotate(who=WHO, ended_who=UsernameOf("ended_by")):
        yield Event(one.since, put, one.who or EMPTY)
        if one.ended_at:
            yield Event(one.ended_at, ended, one.ended_who or EMPTY)
        elif one.until and one.until < timezone.localdate():
            yield Event(timezone.make_aware(dt.datetime.combine(one.until, dt.time.max)), ended)


def _merges(user: User, row: HelpRequest) -> Iterator[Event]:
    """Merges with rows this user may see, and merges they recorded themselves, as in the panel of duplicates."""
    same, two = gettext("Same person as %(reference)s."), gettext("No longer the same person as %(reference)s.")
    merges = PersonMerge.objects.filter(Q(kept=row.person_id) | Q(merged=row.person_id))
    found = list(merges.annotate(who=WHO, undone_who=UsernameOf("undone_by")))
    known = {one.row.person_id: one.row.reference for one in related_rows(user, {_other(one, row) for one in found})}
    for one in found:
        if _other(one, row) not in known and one.by_id != user.pk:
            continue
        words = {"reference": known.get(_other(one, row), EMPTY)}
        yield Event(one.at, same % words, one.who or EMPTY)
        if one.undone_at:
            yield Event(one.undone_at, two % words, one.undone_who or EMPTY)


def _other(merge: PersonMerge, row: HelpRequest) -> int:
    return merge.merged_id if merge.kept_id == row.person_id else merge.kept_id
