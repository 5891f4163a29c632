"""Whether the trail of who looked at personal data is whole (docs/decisions/0018)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from brusselshelps.audit.integrity import faults
from brusselshelps.audit.models import AccessLogEntry

MOST = 20
ANOTHER_SEAL = (
    "The lines there are follow one another, but the seal you gave is not the seal of line {line}. Compare number and "
    "seal with what you kept, and give them again. Were they copied right? Then the trail is not whole: it was written "
    "anew since."
)


class Command(BaseCommand):
    help = (
        "Walk the trail from its oldest line to its newest, and say where it breaks: which line was changed, and where "
        "lines are missing. Ends with the number and seal of the newest line. Keep them elsewhere, and give them to a "
        "later run: then it shows too when the newest lines were taken away, or the whole trail was written anew. "
        "Exit status 1 when anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--line", type=int, help="the number of a line that was newest once")
        parser.add_argument("--seal", help="the seal that this line had")

    def handle(self, *args: Any, line: int | None = None, seal: str | None = None, **options: Any) -> None:
        if (line is None) != (seal is None):
            raise CommandError("Give both --line and --seal, or neither.")
        found = [sentence for _place, sentence in zip(range(MOST), faults(), strict=False)]
        if line is not None and not AccessLogEntry.objects.filter(pk=line).exists():
            found.append(f"Line {line} is not there with that seal.")
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError("The trail is not whole.")
        if line is not None and not AccessLogEntry.objects.filter(pk=line, seal=seal).exists():
            raise CommandError(ANOTHER_SEAL.format(line=line))
        newest = AccessLogEntry.objects.order_by("-pk").first()
        end = f"Its newest line: {newest.pk}, its seal: {newest.seal}" if newest else "It has no lines yet."
        self.stdout.write(f"The trail is whole. {end}")
