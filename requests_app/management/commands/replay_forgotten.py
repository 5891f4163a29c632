"""`manage.py replay_forgotten FILE`: after a restore, forget again who was forgotten since the backup."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from brusselshelps import mail
from brusselshelps.people.models import LegalHold, Person

LINE = re.compile(r"Forgotten at (\S+): ([\d ]+)$")


class Command(BaseCommand):
    help = (
        "Forgets again who was forgotten since the backup was made, each at the moment it was done first, so that the "
        "figures of every day are as they were. FILE is a list that `forgotten` printed, or a log of the platform: "
        "other lines are passed over. Run it after a restore, before the platform is opened. Nobody is written to, "
        "and a second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = options["file"].read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as unreadable:
            raise CommandError(f"{options['file']} cannot be read.") from unreadable
        listed = dict(sorted(_read(lines), key=lambda pair: pair[1], reverse=True))
        if not listed:
            raise CommandError(f"No line of {options['file']} says that somebody was forgotten.")
        here = Person.objects.filter(forgotten_at=None)
        again = 0
        for key, at in listed.items():
            person = here.filter(pk=key).first()
            if person:
                self._forget(person, at)
                again += 1
        _keep_for_them(max(listed))
        self.stdout.write(f"Forgotten again: {again:,} of {len(listed):,} persons; the others were forgotten, or gone.")

    def _forget(self, person: Person, at: dt.datetime) -> None:
        """Whom no hold kept then, none keeps now: it came back with the backup."""
        for hold in LegalHold.objects.on(person.same_persons()):
            hold.end(by=hold.by)
        with mail.silence():
            person.forget(at)


def _read(lines: list[str]) -> Iterator[tuple[int, dt.datetime]]:
    for line in lines:
        if found := LINE.search(line.strip()):
            for key in found[2].split():
                yield int(key), dt.datetime.fromisoformat(found[1])


def _keep_for_them(key: int) -> None:
    """A number on the list is given to nobody else, so that the list can be replayed at any later time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select setval(pg_get_serial_sequence('people_person', 'id'), "
            "greatest(%s, (select last_value from people_person_id_seq)))",
            [key],
        )
