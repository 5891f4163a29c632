"""`manage.py run_retention`: run retention now, or with --dry-run report what it would do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from brusselshelps.people.models.retention_batch import RetentionBatch
from brusselshelps.people.privacy import cleanup, retention

DRY = "Nothing is erased; only these counts are recorded, as a dry run. This would be done:"


class Command(BaseCommand):
    help = (
        "Erases the data of people whom no retention rule covers any longer, notifies volunteers in advance, and "
        "deletes what has expired: links and sessions, traces of forms, finished jobs. The worker does this "
        "automatically every ten minutes, a part at a time; this does everything that is due now. It may be "
        "interrupted at any time, and two may run at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="erase nothing; only count, and record the counts")
        parser.add_argument("--size", type=int, default=retention.SIZE, help="people in a transaction (200)")

    def handle(self, **options: Any) -> None:
        dry_run = options["dry_run"]
        done = retention.run(dry_run=dry_run, size=options["size"])
        done.include(cleanup.clean_up(dry_run=dry_run))
        self.stdout.write(DRY if dry_run else "Done:")
        with override("en"):
            for what in RetentionBatch.What:
                fields = f", {done.columns[what]:,} fields erased" if done.columns[what] else ""
                self.stdout.write(f"{done.number[what]:>10,} {what.label}{fields}")
