"""`make bench`: the cost of pages, forms and figures, next to the least they could cost; all in one run.

BENCH_ROWS sets how many requests and how many volunteers the figures count. docs/benchmarks.md explains how to read the
output.
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
# As in an installation: without DEBUG no setting has a default, and with DEBUG other code would be measured.
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
    """Allow one run at a time: two would slow each other down, and the first to end would drop the database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "running").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("Another `make bench` is running in this checkout. Wait until it ends.") from None
        yield


@contextmanager
def database_of_our_own() -> Iterator[str]:
    """The URL of a new database, on a server with durable writes; removed afterwards, however the run ends."""
    cluster = Cluster(FOLDER)
    try:
        cluster.wipe()  # left over from a killed run
        yield cluster.start()
    finally:
        # A second Ctrl-C must not leave a server running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        cluster.wipe()
        shutil.rmtree(STATIC, ignore_errors=True)


@contextmanager
def application_ready(url: str) -> Iterator[None]:
    """Set up Django as deployed, on this database: migrated, and with hashed static file names in a manifest.

    The files are not compressed: no page would differ, it takes long, and it uses memory that is measured later.
    """
    os.environ.update(ENVIRONMENT, DATABASE_URL=url)
    # Imported late, because these modules read the environment.
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
        with alone(), database_of_our_own() as url, application_ready(url):
            from tests.benchmarks.benchmark_run import run

            return run(rows)
    except KeyboardInterrupt:
        print("\nInterrupted: the database of this run is removed.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
