"""Retention: automatically erase persons whom no retention rule covers any longer, in small batches.

Each batch is one transaction that also writes its RetentionBatch rows, so a run may be killed at any time and two may
run at once. Persons merged by clerks are treated as one. Each person has a time of next review (`review_at`): a case
that may be closed any day is reviewed again after the shortest period, so nothing is erased late, and no other action
has to take retention into account.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.utils import timezone

from brusselshelps.people.models import Person, PersonMerge, erase_people
from brusselshelps.people.models.retention_batch import RetentionBatch
from brusselshelps.people.privacy.erasure import count_columns, empty_columns, withdraw_everything
from brusselshelps.people.privacy.retention_decisions import Decision, decide

SIZE = 200
What = RetentionBatch.What
# The position in the queue after which a batch starts.
QueuePosition = tuple[dt.datetime, int]
logger = logging.getLogger(__name__)


@dataclass
class RetentionResult:
    """What was done, or would be in a dry run: per kind, the number of rows and of values erased."""

    number: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, number: int, columns: int = 0) -> None:
        self.number[what] += number
        self.columns[what] += columns

    def include(self, other: RetentionResult) -> None:
        self.number.update(other.number)
        self.columns.update(other.columns)

    def write(self, dry_run: bool = False) -> None:
        """Write a RetentionBatch for each kind with a count above zero."""
        for what, number in self.number.items():
            if number:
                RetentionBatch.objects.create(what=what, number=number, columns=self.columns[what], dry_run=dry_run)


def run(batches: int | None = None, dry_run: bool = False, size: int = SIZE) -> RetentionResult:
    """Process what is due now, in at most `batches` batches of `size` persons; a dry run only counts."""
    result, start, after = RetentionResult(), timezone.now(), None
    while batches is None or batches > 0:
        batches = None if batches is None else batches - 1
        places = list(due(start, after).values_list("review_at", "pk")[:size])
        if not places:
            break
        after = places[-1]
        result.include(_batch([key for _moment, key in places], start, dry_run))
    if dry_run:
        result.write(dry_run=True)
    return result


def due(start: dt.datetime, after: QueuePosition | None = None) -> QuerySet[Person]:
    """Persons due for review, in the order of the index."""
    rows = Person.objects.filter(erased_at=None, review_at__lte=start).order_by("review_at", "pk")
    return rows.filter(TupleGreaterThan((F("review_at"), F("pk")), after)) if after else rows


def _batch(keys: list[int], start: dt.datetime, dry_run: bool) -> RetentionResult:
    """Process a batch in one transaction; if it fails, retry each person separately so that one cannot block others."""
    try:
        with transaction.atomic():
            return _count(keys) if dry_run else _carry_out(keys, start)
    except (OperationalError, InterfaceError):
        raise
    except Exception as failure:
        if dry_run:
            raise
        if len(keys) == 1:
            logger.error("Retention of person %s failed: %s; tried again tomorrow", keys[0], type(failure).__name__)
            Person.objects.filter(pk=keys[0]).update(review_at=timezone.now() + dt.timedelta(days=1))
            return RetentionResult()
    result = RetentionResult()
    for key in keys:
        result.include(_batch([key], start, dry_run))
    return result


def _count(keys: list[int]) -> RetentionResult:
    decision, result = decide(PersonMerge.objects.groups(keys), timezone.now()), RetentionResult()
    result.add(What.ERASED, len(decision.erase), count_columns(decision.erase))
    for who, group in decision.empty:
        columns = count_columns(group, {who})
        result.add(who, len(group) if columns else 0, columns)
    result.add(What.NOTICE, len(decision.notify))
    return result


def _carry_out(keys: list[int], start: dt.datetime) -> RetentionResult:
    groups, at, result = _locked(keys, start), timezone.now(), RetentionResult()
    decision = decide(groups, at)
    if decision.erase:
        result.add(What.ERASED, len(decision.erase), erase_people(decision.erase, at))
    for who, group in decision.empty:
        withdraw_everything(group, at, {who})
        columns = empty_columns(group, at, {who})
        result.add(who, len(group) if columns else 0, columns)
    _notify(decision, at)
    result.add(What.NOTICE, len(decision.notify))
    later = [Person(pk=key, review_at=moment) for key, moment in decision.review_at.items()]
    Person.objects.bulk_update(later, ["review_at"])
    result.write()
    return result


def _notify(decision: Decision, at: dt.datetime) -> None:
    Person.objects.filter(pk__in=[rule.person for rule in decision.notify]).update(notified_at=at)
    for rule in decision.notify:
        if rule.notify:
            rule.notify()


def _locked(keys: list[int], start: dt.datetime) -> list[list[int]]:
    """These persons with those merged with them, locked and still due. Groups that are locked elsewhere are skipped."""
    free = Person.objects.select_for_update(skip_locked=True).order_by("pk")
    ours = set(free.filter(pk__in=keys, erased_at=None, review_at__lte=start).values_list("pk", flat=True))
    groups = PersonMerge.objects.groups(ours)
    others = {key for group in groups for key in group} - ours
    ours |= set(free.filter(pk__in=others).values_list("pk", flat=True))
    return [group for group in groups if ours.issuperset(group)]
