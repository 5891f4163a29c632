"""The retention rules for volunteers and sign-ups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from brusselshelps import mail
from brusselshelps.desk.date_fields import LATEST
from brusselshelps.people.privacy.declarations import Who
from brusselshelps.people.privacy.retention_rules import RetentionRule, period, retention_rule, shortest
from volunteers.models import Candidacy, SignUp, Volunteer
from volunteers.tasks import warn_quiet


@retention_rule
def as_volunteers(people: Iterable[int], at: dt.datetime) -> Iterator[RetentionRule]:
    stands = Exists(Candidacy.objects.open().filter(volunteer=OuterRef("pk")))
    rows = Volunteer.objects.filter(person__in=people).select_related("person")
    for row in rows.annotate(stands=stands, began=Max("candidacies__since"), ended=Max("candidacies__until")):
        if row.active_matches:
            # A volunteer with an active match is kept for at least the shortest period.
            yield RetentionRule(row.person_id, Who.OFFERS, at + shortest())
        elif row.stands:
            yield _quiet(row)
        else:
            yield RetentionRule(row.person_id, Who.OFFERS, (row.ended or row.registered_at) + period("withdrawn"))


def _quiet(row: Volunteer) -> RetentionRule:
    """Expire after a long period without contact, but not before the notice period of the warning has passed."""
    heard = _heard_of(row)
    until = heard + period("quiet")
    person = row.person
    if person.notified_at and person.notified_at > heard:
        return RetentionRule(person.pk, Who.OFFERS, max(until, person.notified_at + period("notice")))
    by_mail = person.email and not person.mail_failed_at
    notify = partial(mail.queue, warn_quiet, volunteer_id=row.pk) if by_mail else None
    return RetentionRule(person.pk, Who.OFFERS, until, notify)


def _heard_of(row: Volunteer) -> dt.datetime:
    """When they last registered, changed or answered something, were asked for help, or finished a break."""
    moments = [row.registered_at, row.began, row.person.last_activity_at, row.asked_at]  # type: ignore[attr-defined]
    if row.paused_until:
        moments.append(_end_of(row.paused_until))
    return max(moment for moment in moments if moment)


@retention_rule
def for_sign_ups(people: Iterable[int], now: dt.datetime) -> Iterator[RetentionRule]:
    """A period after they attended or the call closed; if neither is known, as long as a help request at most."""
    rows = SignUp.objects.filter(person__in=people)
    for person, at, attended, closes in rows.values_list("person", "at", "attended_at", "call__open_until"):
        ended = attended or (_end_of(closes) if closes else None)
        yield RetentionRule(person, Who.OFFERS, ended + period("closed") if ended else at + period("received"))


def _end_of(day: dt.date) -> dt.datetime:
    """The end of the day, capped at the latest date a form accepts so that a period can still be added to it."""
    return timezone.make_aware(dt.datetime.combine(min(day, LATEST), dt.time.max))
