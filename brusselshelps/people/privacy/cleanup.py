"""Delete expired operational rows: links, submissions, rate-limit counts, sessions, finished jobs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from brusselshelps.people.models import Link, Submission, SubmissionCount
from brusselshelps.people.models.rate_limit_counter import KEPT
from brusselshelps.people.models.retention_batch import RetentionBatch
from brusselshelps.people.privacy.retention import RetentionResult
from brusselshelps.people.privacy.retention_rules import period

SIZE = 1000
What = RetentionBatch.What

# Procrastinate manages its own tables. Deleting a job deletes its events too.
OLD_JOBS = """
    select id from procrastinate_jobs j where status in ('succeeded', 'failed', 'cancelled', 'aborted')
    and not exists (select from procrastinate_events e where e.job_id = j.id and e.at > %s)
    limit %s for update skip locked
"""


def clean_up(dry_run: bool = False) -> RetentionResult:
    """Delete expired rows in small batches; a dry run only counts them."""
    result = RetentionResult()
    for what, rows in _over():
        result.add(what, rows.count() if dry_run else _delete(what, rows))
    result.add(What.JOBS, _delete_jobs(dry_run))
    if dry_run:
        result.write(dry_run=True)
    return result


def _over() -> Iterator[tuple[str, QuerySet]]:
    now = timezone.now()
    yield What.LINKS, Link.objects.filter(expires_at__lte=now)
    yield What.SUBMISSIONS, Submission.objects.filter(at__lte=now - period("submissions"))
    yield What.COUNTS, SubmissionCount.objects.filter(hour__lte=now - KEPT)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    yield What.SESSIONS, sessions.objects.filter(expire_date__lte=now)


def _delete(what: str, rows: QuerySet) -> int:
    deleted = 0
    while True:
        with transaction.atomic():
            keys = list(rows.select_for_update(skip_locked=True).order_by().values_list("pk", flat=True)[:SIZE])
            if not keys:
                return deleted
            rows.model._base_manager.filter(pk__in=keys).delete()
            RetentionBatch.objects.create(what=what, number=len(keys))
        deleted += len(keys)


def _delete_jobs(dry_run: bool) -> int:
    deleted = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(OLD_JOBS, [timezone.now() - period("jobs"), None if dry_run else SIZE])
            keys = [key for (key,) in cursor.fetchall()]
            deleted += len(keys)
            if dry_run or not keys:
                return deleted
            cursor.execute("delete from procrastinate_jobs where id = any(%s)", [keys])
            RetentionBatch.objects.create(what=What.JOBS, number=len(keys))
