"""Stops what `make run` started, also after a run that was killed. Standard library only: `make clean` uses it."""

from __future__ import annotations

import functools
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from brusselshelps.dev import postgres, processes, running_state
from brusselshelps.dev.environment import LOCAL
from brusselshelps.dev.processes import Process

PULSE = 0.2


def say(text: str) -> None:
    """Never fails: when the terminal is closed there is still something to stop."""
    with suppress(OSError):
        os.write(1, f"{text}\n".encode())


def politely(command: Callable[[], int]) -> Callable[[], int]:
    """A checkout that another account ran is a sentence, not a traceback."""

    @functools.wraps(command)
    def tried() -> int:
        try:
            return command()
        except PermissionError as refusal:
            say(f"{refusal.filename or LOCAL} belongs to another account. Run this as that one, or remove it.")
            return 1

    return tried


def end_earlier_run() -> None:
    """Ends what an earlier run could not end itself, because it was killed."""
    earlier = running_state.read()
    if not earlier:
        return
    processes.stop(earlier.children)
    if earlier.own_postgres:
        postgres.Cluster(postgres.DATA).stop()
    running_state.FILE.unlink(missing_ok=True)


@politely
def stop() -> int:
    """Asks a running one to stop and returns when all of it is gone; content when nothing runs."""
    asked: Process | None = None
    deadline = time.monotonic() + 6 * processes.PATIENCE
    while True:
        try:
            with running_state.only_one():
                end_earlier_run()
                return 0
        except running_state.AlreadyRuns:
            running = running_state.read()
            late = time.monotonic() > deadline
            if running and (late or running.supervisor != asked):
                asked = running.supervisor
                processes.tell([asked], signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(PULSE)
