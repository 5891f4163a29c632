"""Serve the application on a local port as an installation does, for what only a browser can measure."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError

from brusselshelps.dev.postgres import ROOT
from tests.benchmarks.bench import ENVIRONMENT, FOLDER

SERVED = FOLDER / "served"
LOG = FOLDER / "server.log"
# Threads, because a browser keeps several connections open, which the proxy of an installation allows as well.
GUNICORN = ["--worker-class=gthread", "--threads=8", "--keep-alive=60", "--no-control-socket", "--log-level=warning"]
PATIENCE = 90


@contextmanager
def serving(database: str) -> Iterator[str]:
    """The URL of the application on this database, which is migrated first; the server is stopped on exit."""
    address = f"127.0.0.1:{free_port()}"
    ours = {"ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": f"http://{address}", "DATABASE_URL": database}
    environment = os.environ | ENVIRONMENT | ours | {"SERVED": str(SERVED)}
    for command in (["migrate", "--verbosity=0"], ["database_roles"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.https_front", f"--bind={address}", *GUNICORN]
    with (
        LOG.open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as running,
    ):
        try:
            wait_for(f"http://{address}/healthz", running)
            yield f"http://{address}"
        finally:
            running.terminate()
            shutil.rmtree(SERVED, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The house did not start:\n{LOG.read_text()[-2000:]}")
