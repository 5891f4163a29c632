"""`manage.py list_erasures`: the list of erased persons, to be stored apart from the backups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brusselshelps.people.models import Person, erasure_line


class Command(BaseCommand):
    help = (
        "Prints whose data was erased, and when: one line per person, with a time and a number and nothing else. Keep "
        "it apart from the backups; after a restore, `replay_erasures` erases the data again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=dt.date.fromisoformat, help="only from this day on, such as 2026-11-25")

    def handle(self, **options: Any) -> None:
        rows = Person.objects.filter(erased_at__isnull=False).order_by("erased_at", "pk")
        if options["since"]:
            rows = rows.filter(erased_at__date__gte=options["since"])
        for at, key in rows.values_list("erased_at", "pk").iterator():
            assert at  # guaranteed by the filter
            self.stdout.write(erasure_line([key], at))
