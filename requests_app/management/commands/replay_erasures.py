"""`manage.py replay_erasures FILE`: after a restore, repeat the erasures made since the backup."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from brusselshelps import mail
from brusselshelps.people.models import Person, erase_people

LINE = re.compile(r"Forgotten at (\S+): ([\d ]+)$")


class Command(BaseCommand):
    help = (
        "Erases again the data that has been erased since the backup was made, each at the time it was first done, so "
        "that the figures of every day are as they were. FILE is a list that `list_erasures` printed, or a log of the "
        "platform: other lines are skipped. Run it after a restore, before the platform is opened. Nobody is written "
        "to, and a second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, **options: Any) -> None:
        try:
            lines = options["file"].read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as unreadable:
            raise CommandError(f"{options['file']} cannot be read.") from unreadable
        listed = list(_read(lines))
        if not listed:
            raise CommandError(f"No line of {options['file']} says that anybody’s data was erased.")
        again = sum(_erase(keys, at) for keys, at in listed)
        numbers = {key for keys, _at in listed for key in keys}
        _keep_for_them(max(numbers))
        self.stdout.write(f"Erased again: {again:,} of the {len(numbers):,} people on the list.")


@transaction.atomic
def _erase(keys: list[int], at: dt.datetime) -> int:
    """Erase these persons and no others, and return how many of them the restore had brought back."""
    back = Person.objects.select_for_update().filter(pk__in=keys, erased_at=None).order_by("pk")
    people = list(back.values_list("pk", flat=True))
    if people:
        with mail.silence():
            erase_people(people, at)
    return len(people)


def _read(lines: list[str]) -> Iterator[tuple[list[int], dt.datetime]]:
    for line in lines:
        if found := LINE.search(line.strip()):
            yield [int(key) for key in found[2].split()], dt.datetime.fromisoformat(found[1])


def _keep_for_them(key: int) -> None:
    """Advance the sequence past this key, so that keys on the list are not reused and it can be replayed later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select setval(pg_get_serial_sequence('people_person', 'id'), "
            "greatest(%s, (select last_value from people_person_id_seq)))",
            [key],
        )
