"""Stop what `make run` started, even after it was killed. Standard library only: `make clean` uses it."""

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
    """Print without ever failing: if the terminal is closed, there are still processes to stop."""
    with suppress(OSError):
        os.write(1, f"{text}\n".encode())


def politely(command: Callable[[], int]) -> Callable[[], int]:
    """Decorator: files owned by another account give a message, not a traceback."""

    @functools.wraps(command)
    def tried() -> int:
        try:
            return command()
        except PermissionError as refusal:
            say(f"{refusal.filename or LOCAL} belongs to another account. Run this as that one, or remove it.")
            return 1

    return tried


def end_earlier_run() -> None:
    """End what an earlier run left running because it was killed."""
    earlier = running_state.read()
    if not earlier:
        return
    processes.stop(earlier.children)
    if earlier.own_postgres:
        postgres.Cluster(postgres.DATA).stop()
    running_state.FILE.unlink(missing_ok=True)


@politely
def stop() -> int:
    """Ask the current run to stop and return when all of it is gone; succeeds when nothing is running."""
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
