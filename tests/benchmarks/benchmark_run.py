"""The benchmark run, from an empty database to the printed tables. Imported once Django is ready."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from brusselshelps.dev.postgres import ROOT
from reports.figures import as_of, figures
from reports.totals import BRUSSELS
from requests_app.models import HelpRequest
from tests.benchmarks import paint, statements
from tests.benchmarks.desk import FEW, Asked, Desk
from tests.benchmarks.desk import checks as desk_checks
from tests.benchmarks.desk import table as desk_table
from tests.benchmarks.interleaved_timing import Compared, Side, lines, take_turns
from tests.benchmarks.raw_storage import RawWriter
from tests.benchmarks.statements import ASK, Check, Page
from tests.benchmarks.wsgi_client import Unexpected, Visitor
from volunteers.models import Volunteer

MEGABYTE = 1024 * 1024
# What a first count may allocate permanently; loading all rows into memory would take hundreds of megabytes.
ROOM = 16 * MEGABYTE
STORED = re.compile(r"Stored: ([\d,]+) rows in ([\d,.]+) s")


@dataclass(frozen=True)
class Seeded:
    rows: int
    seconds: float


def run(rows: int) -> int:
    """Measure, print, and return the exit status."""
    # Done while the tables are empty: a list of ten rows needs exactly ten rows.
    noor, lies = statements.staff()
    pages, lists = statements.desk_pages(noor, lies)
    desk = Desk(noor)
    public, sessions = statements.public_pages(noor)
    say("Looking at first views on a slow line …")
    seen = paint.first_views(os.environ["DATABASE_URL"])
    small = seed_and_measure_few(desk) if rows > FEW else {}
    seeded = seed(rows - FEW, number=2) if small else seed(rows)
    say("Measuring …")
    many = desk.measured()
    before = peak()
    counted = figures_against_count()
    after = peak()
    compared = [*(one.paint for one in seen), page_against_bare(), *form_against_raw(), counted]
    persist = statements.connections_persist()
    say("", f"{rows:,} requests, {rows:,} volunteers, PostgreSQL {version()}", "", *lines(compared), "")
    say_seed_and_memory(before, after, seeded)
    say(*paint.table(seen), "")
    say(*desk_table(small, many), "")
    say_statements([*public, *pages])
    held = [*desk_checks(small, many), memory_stays(before, after)]
    return verdict([*paint.checks(seen), lists, sessions, persist, *held])


def say(*sentences: str) -> None:
    print(*sentences, sep="\n", flush=True)


def version() -> str:
    number = connection.pg_version
    return f"{number // 10_000}.{number % 10_000}"


def peak() -> int:
    """The peak memory use of this process, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def seed_and_measure_few(desk: Desk) -> dict[str, Asked]:
    seed(FEW)
    say("Measuring the desk …")
    return desk.measured()


def seed(rows: int, number: int = 1) -> Seeded:
    """Seed in a separate process, so that its memory is not attributed to the figures."""
    say(f"Seeding {rows:,} requests and {rows:,} volunteers …")
    told = ""
    with seeding(rows, number) as running:
        for line in running.stdout or ():
            say(f"  {line.rstrip()}")
            told += line
    stored = STORED.search(told)
    if running.returncode or not stored:
        raise Unexpected("seed_demo did not store its crowd; it says why above.")
    number, seconds = (text.replace(",", "") for text in stored.groups())
    return Seeded(int(number), float(seconds))


@contextmanager
def seeding(rows: int, number: int) -> Iterator[subprocess.Popen[str]]:
    """The running command; it is ended on exit."""
    many = ["--requests", str(rows), "--volunteers", str(rows), "--seed", str(number)]
    command = [sys.executable, "manage.py", "seed_demo", *many]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        except BaseException:
            running.terminate()
            raise


def page_against_bare() -> Compared:
    """Both pass through all middleware; the bare page says "ok" and does not query the database."""
    visitor = Visitor()
    return take_turns(
        Side("the ask form, shown", lambda _nothing: visitor.get(ASK)),
        Side("a bare page", lambda _nothing: visitor.get("/healthz")),
        rounds=500,
        seconds=30,
    )


def form_against_raw() -> Iterator[Compared]:
    """The second comparison does not wait for the disk, whose speed would mask our own overhead."""
    visitor = Visitor()
    visitor.open_form(ASK)
    *_address, reference = visitor.post(ASK, visitor.asked()).location.strip("/").split("/")
    raw = RawWriter(reference)
    for commit, when in (("on", ""), ("off", ", not waiting for the disk")):
        for cursor in (connection.cursor(), raw.connection.cursor()):
            with cursor:
                cursor.execute(f"set synchronous_commit to {commit}")
        yield take_turns(
            Side(f"the ask form, stored{when}", lambda body: visitor.post(ASK, body), visitor.asked),
            Side("the same rows by psycopg", raw.write, raw.ready),
            rounds=300,
            seconds=30,
        )
    raw.connection.close()
    connection.close()


def figures_against_count() -> Compared:
    today = timezone.now().astimezone(BRUSSELS).date()
    return take_turns(
        Side("every figure of today", lambda _nothing: figures(as_of(today))),
        Side("count(*) of both tables", lambda _nothing: [HelpRequest.objects.count(), Volunteer.objects.count()]),
        rounds=7,
        seconds=180,
    )


def say_seed_and_memory(before: int, after: int, seeded: Seeded) -> None:
    speed = seeded.rows / seeded.seconds
    say(
        f"seed_demo stored {seeded.rows:,} rows in {seeded.seconds:,.1f} s, {speed:,.0f} rows a second.",
        f"Most memory held: {before / MEGABYTE:,.0f} MB before counting the figures, {after / MEGABYTE:,.0f} MB after.",
        "",
    )


def memory_stays(before: int, after: int) -> Check:
    more = after - before
    faults = [f"{more / MEGABYTE:,.0f} MB more"] if more > ROOM else []
    return Check("Counting the figures holds no rows in memory.", faults)


def say_statements(pages: list[Page]) -> None:
    say(f"{'':<46}{'statements':>11}", *(f"{page.name:<46}{len(page.statements):>11}" for page in pages), "")


def verdict(checks: list[Check]) -> int:
    """Print which checks hold and which do not; return the exit status."""
    for check in checks:
        faults = ", ".join(check.faults)
        say(f"DOES NOT HOLD: {check.sentence} ({faults})" if faults else f"Holds: {check.sentence}")
    return 1 if any(check.faults for check in checks) else 0
