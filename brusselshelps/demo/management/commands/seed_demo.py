"""`manage.py seed_demo`: a made-up crowd of any size, for load tests."""

from __future__ import annotations

import argparse
import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import connection

from brusselshelps.demo.crowd.bulk_load import AlreadySeeded, store, tidy

# Seconds between progress messages: a terminal line is overwritten, a log keeps every line.
ON_TERMINAL, IN_LOG = 0.2, 5.0


class Progress:
    """Progress messages: one line that changes on a terminal, otherwise a new line every few seconds."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out, self.terminal = out, out.isatty()
        self.began = self.said = time.monotonic()

    def __call__(self, rows: int, doing: str) -> None:
        now = time.monotonic()
        if now - self.said < (ON_TERMINAL if self.terminal else IN_LOG):
            return
        self.said = now
        line = f"{rows:,} rows, {rows / (now - self.began):,.0f} a second" + (f"; {doing}" if doing else "")
        self.out.write(f"\r{line:<78}" if self.terminal else line, ending="" if self.terminal else "\n")
        self.out.flush()

    def end(self) -> float:
        """Clear the progress line; return the elapsed seconds."""
        if self.terminal:
            self.out.write(f"\r{'':<78}\r", ending="")
        return time.monotonic() - self.began


def whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of zero or more")
    return int(text)


class Command(BaseCommand):
    help = (
        "Fills the database with made-up volunteers and help requests of the past 365 days, for load tests: any "
        "number, in one transaction, so that Ctrl-C leaves nothing behind. Until it ends, nobody else can use these "
        "tables. The same seed and day make the same crowd; a seed that is in the database already is "
        "refused, another one adds to it. Nobody in it exists: addresses are at example.org, and no phone can ring."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=whole_number, default=10_000, help="how many help requests (10000)")
        parser.add_argument("--volunteers", type=whole_number, default=10_000, help="how many volunteers (10000)")
        parser.add_argument("--seed", type=whole_number, default=1, help="a number that determines everything (1)")
        parser.add_argument(
            "--today",
            type=dt.date.fromisoformat,
            metavar="DAY",
            help="make it as if it were made on this day, such as 2026-11-25 (today)",
        )

    def handle(self, **options: Any) -> None:
        progress = Progress(self.stdout)
        try:
            rows = store(options["seed"], options["volunteers"], options["requests"], progress, options["today"])
        except AlreadySeeded:
            raise CommandError(f"Seed {options['seed']} is already in this database; choose another --seed.") from None
        except KeyboardInterrupt:
            progress.end()
            raise CommandError("Interrupted: nothing was stored.", returncode=130) from None
        seconds = progress.end()
        self.stdout.write(f"Stored: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows a second.")
        # Within a caller's transaction nothing is committed yet, and VACUUM cannot run.
        if not connection.in_atomic_block:
            self._tidy()

    def _tidy(self) -> None:
        self.stdout.write("Tidying up for the planner (VACUUM, ANALYZE); it may be interrupted …")
        begun = time.monotonic()
        tidy()
        self.stdout.write(f"Done in {time.monotonic() - begun:.1f} s.")
