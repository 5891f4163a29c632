"""`manage.py figures`: write the figures for a day to standard output or to a file."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.reference.models import LANGUAGES
from reports.exports import FORMATS, write
from reports.figures import InTheFuture, as_of, figures
from reports.totals import BRUSSELS

PLANNED = ("ods", "docx", "odt", "pdf")


class Command(BaseCommand):
    help = (
        "Counts what had happened by the end of a Brussels day: requests, items, volunteers, candidacies, sign-ups, "
        "people engaged, insurance. Every table closes and every check is printed with the figures. "
        "docs/figures.md defines each figure."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until", type=_day, help="the last day counted, 2020-04-30 (default: today in Brussels)")
        parser.add_argument(
            "--recorded-until",
            type=_moment,
            metavar="MOMENT",
            help="leave out what was recorded later, 2020-05-02T10:00 (default: now; Brussels time unless it says so)",
        )
        parser.add_argument("--language", choices=LANGUAGES, default="nl", help="of the labels (default: nl)")
        parser.add_argument(
            "--format",
            choices=(*FORMATS, *PLANNED),
            metavar="|".join(FORMATS),
            default="json",
            help="csv is for a Belgian Excel, csv-plain for machines (default: json)",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of on standard output")

    def handle(self, **options: Any) -> None:
        if options["format"] in PLANNED:
            raise CommandError(f"{options['format']} is not there yet; use one of {', '.join(FORMATS)}.")
        if FORMATS[options["format"]].binary and not options["output"] and self.stdout.isatty():
            raise CommandError(f"{options['format']} is not text; say where to write it with --output FILE.")
        until = options["until"] or timezone.now().astimezone(BRUSSELS).date()
        try:
            with override("en"):
                day = as_of(until, options["recorded_until"])
        except InTheFuture as not_yet:
            raise CommandError(str(not_yet)) from None
        self._deliver(write(figures(day), options["format"], options["language"]), options["output"])

    def _deliver(self, content: bytes, output: Path | None) -> None:
        if output is None:
            binary = getattr(self.stdout._out, "buffer", None)
            if binary is None:
                self.stdout.write(content.decode(), ending="")
            else:
                binary.write(content)
                binary.flush()
            return
        try:
            output.write_bytes(content)
        except OSError as problem:
            raise CommandError(f"{output} cannot be written: {problem.strerror}.") from None
        self.stderr.write(f"Written: {output} ({len(content):,} bytes).")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day; write it as 2020-04-30") from None


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date or a time; write it as 2020-05-02T10:00") from None
