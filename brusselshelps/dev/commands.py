"""What a person says to the house on this machine: start, stop."""

from __future__ import annotations

import functools
import signal
import time
from collections.abc import Callable

from brusselshelps.dev import listen_address, postgres, processes, running_state
from brusselshelps.dev.environment import LOCAL
from brusselshelps.dev.processes import Process
from brusselshelps.dev.supervisor import LOGS, PULSE, Failed, Stopped, Supervisor, say


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


def clean_up() -> None:
    """Ends what an earlier run could not end itself, because it was killed."""
    earlier = running_state.read()
    if not earlier:
        return
    processes.stop(earlier.children)
    if earlier.own_postgres:
        postgres.Cluster(postgres.DATA).stop()
    running_state.FILE.unlink(missing_ok=True)


@politely
def start() -> int:
    try:
        with running_state.only_one():
            clean_up()
            LOGS.mkdir(exist_ok=True)
            supervisor = Supervisor(listen_address.chosen())
            supervisor.listen()
            supervisor.run()
    except running_state.AlreadyRuns as running:
        say(f"This checkout runs already, on {running}. Stop it with: make stop")
    except (Failed, listen_address.Unusable) as failure:
        say(f"\n{failure}")
    except Stopped:
        say("Stopped.")
        return 0
    return 1


@politely
def stop() -> int:
    """Asks a running one to stop and returns when all of it is gone; content when nothing runs."""
    asked: Process | None = None
    deadline = time.monotonic() + 6 * processes.PATIENCE
    while True:
        try:
            with running_state.only_one():
                clean_up()
                return 0
        except running_state.AlreadyRuns:
            running = running_state.read()
            late = time.monotonic() > deadline
            if running and (late or running.supervisor != asked):
                asked = running.supervisor
                processes.tell([asked], signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(PULSE)
