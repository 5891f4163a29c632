"""Checks that the access log is complete and unchanged (docs/decisions/0018)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from brusselshelps.audit.integrity import faults
from brusselshelps.audit.models import AccessLogEntry

MOST = 20
ANOTHER_DIGEST = (
    "The entries follow one another, but the digest you gave is not the digest of entry {entry}. "
    "Compare the number and the digest with what you kept, and give them again. If you copied them correctly, the "
    "access log is not intact: it has been rewritten since."
)


class Command(BaseCommand):
    help = (
        "Read the access log from its oldest entry to its newest, and report where it breaks: which entry was changed, "
        "and where entries are missing. Ends with the number and the digest of the newest entry. Keep them elsewhere, "
        "and give them to a later run: it then also shows whether the newest entries were removed, or the whole log "
        "was rewritten. Exit status 1 when anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entry", type=int, help="the number of an entry that was once the newest")
        parser.add_argument("--digest", help="the digest that this entry had")

    def handle(self, *args: Any, entry: int | None = None, digest: str | None = None, **options: Any) -> None:
        if (entry is None) != (digest is None):
            raise CommandError("Give both --entry and --digest, or neither.")
        found = [sentence for _place, sentence in zip(range(MOST), faults(), strict=False)]
        if entry is not None and not AccessLogEntry.objects.filter(pk=entry).exists():
            found.append(f"There is no entry {entry} with that digest.")
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError("The access log is not intact.")
        if entry is not None and not AccessLogEntry.objects.filter(pk=entry, digest=digest).exists():
            raise CommandError(ANOTHER_DIGEST.format(entry=entry))
        newest = AccessLogEntry.objects.order_by("-pk").first()
        end = f"Its newest entry: {newest.pk}, its digest: {newest.digest}" if newest else "It has no entries yet."
        self.stdout.write(f"The access log is intact. {end}")
