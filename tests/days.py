"""Run the tests on other dates: `make test-days`.

A small library that is compiled for the purpose (`clock.c`) shifts the clocks of Python, of PostgreSQL and of every
process they start by the same amount; they keep running from there. `python -m tests.days` runs the tests marked
`today` at each listed time. Other times may be given (`2028-02-29T23:30`, in Brussels); `turn` picks one of the list,
a different one each day; arguments for pytest follow `--`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from brusselshelps.dev.postgres import TEST_DATA, cluster_for_tests

BRUSSELS = ZoneInfo("Europe/Brussels")
LANES = 2
WORDS = "%A %Y-%m-%d %H:%M:%S %Z"
CLOCK = Path(__file__).with_name("clock.c")
MISSING = (
    "NOT RUN: the tests on another day, for there is no C compiler. Install it first, e.g.: apt install tcc libc6-dev"
)


def listed(today: dt.date) -> list[dt.datetime]:
    """Times in the future, each of a kind at which something has broken or could break."""
    year = today.year + 1
    leap = next(one for one in count(year) if calendar.isleap(one))
    forward, back = _last_sunday(year, 3), _last_sunday(year, 10)
    moments = [
        _at(dt.date(year - 1, 12, 31), "23:30"),
        _at(dt.date(year, 1, 1), "00:10"),  # still the previous year in UTC
        _at(dt.date(year, 1, 30), "10:00"),
        _at(dt.date(year, 1, 31), "10:00"),
        _at(forward, "01:59:50"),  # ten seconds later it is 03:00
        _at(dt.date(year, 3, 31), "10:00"),
        _at(back, "02:30"),
        _at(back, "02:30").replace(fold=1),
        _at(dt.date(leap, 2, 28), "23:59:50"),
        _at(dt.date(leap, 2, 29), "23:30"),
        _at(today + dt.timedelta(days=3 * 365 + 1), "10:00"),
    ]
    return sorted(moments, key=dt.datetime.timestamp)


def _at(day: dt.date, clock: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), BRUSSELS)


def _last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return last - dt.timedelta(days=last.isoweekday() % 7)


def read(words: list[str], today: dt.date) -> list[dt.datetime]:
    """The times given, or the whole list when none is. Raises ValueError for anything that is not a time."""
    if words == ["turn"]:
        moments = listed(today)
        return [moments[today.toordinal() % len(moments)]]
    named = [dt.datetime.fromisoformat(word) for word in words]
    return [one if one.tzinfo else one.replace(tzinfo=BRUSSELS) for one in named] or listed(today)


@contextmanager
def clock_compiled(compiler: str) -> Iterator[None]:
    """Lets processes started from here on have another clock. PostgreSQL's account can read the compiled library."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        library = f"{folder}/clock.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, CLOCK], check=True)
        os.environ["LD_PRELOAD"] = library
        yield


def run(moment: dt.datetime, arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run pytest with these arguments at this time; `options` go to subprocess.run, `env` extends the environment."""
    moved = {"CLOCK_OFFSET": str(round(moment.timestamp() - time.time())), "TEST_DAY": moment.isoformat()}
    environment = os.environ | moved | options.pop("env", {})
    # A server that an interrupted run left behind has that run's clock.
    cluster_for_tests(environment.get("TEST_CLUSTER", TEST_DATA.name)).stop()
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False, env=environment, **options)


def on_each(moments: list[dt.datetime]) -> bool:
    """Whether the marked tests pass at each time. Two run at once, each with its own PostgreSQL (and clock)."""
    with ThreadPoolExecutor(LANES) as lanes:
        passed = list(lanes.map(_in_lane, range(LANES), [moments[lane::LANES] for lane in range(LANES)]))
    return all(passed)


def _in_lane(lane: int, moments: list[dt.datetime]) -> bool:
    cluster = cluster_for_tests(f"pg-days-{lane}")
    try:
        passed = [_passes(moment, cluster.root.name, anew=not place) for place, moment in enumerate(moments)]
        return all(passed)
    finally:
        cluster.wipe()
        for folder in (cluster.base, cluster.root):
            shutil.rmtree(folder, ignore_errors=True)


def _passes(moment: dt.datetime, cluster: str, anew: bool) -> bool:
    """Print one line if all is well, otherwise all of pytest's output. The database is created once and reused."""
    arguments = [*marked(), "-m", "today and not more", "-q", "--reuse-db", *(["--create-db"] if anew else [])]
    done = run(moment, arguments, env={"TEST_CLUSTER": cluster}, capture_output=True, text=True)
    said = done.stdout + done.stderr if done.returncode else done.stdout.splitlines()[-1]
    print(f"{moment:{WORDS}}: {said}", flush=True)
    return done.returncode == 0


def marked() -> list[str]:
    """The files that contain a marked test: collecting all the others would take longer than running these."""
    paths = sorted(Path(__file__).parent.rglob("test_*.py"))
    return [str(path) for path in paths if "mark.today" in path.read_text(encoding="utf-8")]


def all_pass(moments: list[dt.datetime], arguments: list[str]) -> bool:
    for moment in moments:
        print(f"As if it were {moment:{WORDS}}", flush=True)
        if run(moment, arguments).returncode:
            return False
    return True


def main() -> None:
    words = sys.argv[1:]
    dashes = words.index("--") if "--" in words else len(words)
    words, arguments = words[:dashes], words[dashes + 1 :]
    moments = read(words, dt.datetime.now(BRUSSELS).date())
    compiler = next(filter(shutil.which, ("cc", "gcc", "clang", "tcc")), "")
    if not compiler:
        print(MISSING, file=sys.stderr)
        if words != ["turn"] or os.environ.get("CI"):
            sys.exit(bool(os.environ.get("CI")))
        sys.exit(subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode)
    with clock_compiled(compiler):
        sys.exit(not (all_pass(moments, arguments) if arguments else on_each(moments)))


if __name__ == "__main__":
    main()
