"""`make bench`: what pages, forms and figures cost, next to the least they could cost; all from one run.

BENCH_ROWS chooses how many requests and how many volunteers the figures count. docs/benchmarks.md tells how to read it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from brusselshelps.dev.postgres import ROOT, Cluster

FOLDER = ROOT / ".local" / "bench"
STATIC = FOLDER / "static"
HOST = "bench.example"
ROWS = 1_000_000
MANIFEST = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
# As an installation sets it: without DEBUG nothing has a default, and with it other things would be measured.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "brusselshelps.settings",
    "DEBUG": "False",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "HASH_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Brussels helps <help@brusselshelps.demo>",
    "CONTACT_PHONE": "02 000 00 00",
}


def rows_asked_for() -> int:
    text = os.environ.get("BENCH_ROWS") or str(ROWS)
    if not text.isdecimal() or not int(text):
        raise SystemExit("Give BENCH_ROWS a whole number of one or more, e.g.: make bench BENCH_ROWS=20000")
    return int(text)


@contextmanager
def alone() -> Iterator[None]:
    """Two at once would measure each other, and the first to end would take the other's database away."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "running").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("Another `make bench` is running in this checkout. Wait until it ends.") from None
        yield


@contextmanager
def database_of_our_own() -> Iterator[str]:
    """The URL of a new database, on a server that keeps what it promises; gone afterwards, however this ends."""
    cluster = Cluster(FOLDER)
    try:
        cluster.wipe()  # what a killed run may have left
        yield cluster.start()
    finally:
        # A second Ctrl-C must not leave a server behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        cluster.wipe()
        shutil.rmtree(STATIC, ignore_errors=True)


@contextmanager
def house_ready(url: str) -> Iterator[None]:
    """Django as deployed, on this database: migrated, and with the names of its static files in a manifest.

    The files are not compressed, which no page would show: it takes long, and memory that is looked at later.
    """
    os.environ.update(ENVIRONMENT, DATABASE_URL=url)
    # Only now: these read the environment.
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    django.setup()
    with override_settings(STATIC_ROOT=STATIC, STORAGES=settings.STORAGES | MANIFEST):
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("database_roles")
        yield


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    rows = rows_asked_for()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        with alone(), database_of_our_own() as url, house_ready(url):
            from tests.benchmarks.benchmark_run import run

            return run(rows)
    except KeyboardInterrupt:
        print("\nInterrupted: the database of this run is removed.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
