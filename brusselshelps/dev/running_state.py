"""The state of a running checkout: ensures that it runs only once and that a killed run can be cleaned up."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO

from brusselshelps.dev.environment import LOCAL
from brusselshelps.dev.processes import Process

FILE = LOCAL / "run.json"
LOCK = LOCAL / "run.lock"


class AlreadyRuns(Exception):
    """Another process of this checkout holds the lock; the message is its address."""


@dataclass
class State:
    supervisor: Process
    address: str
    own_postgres: bool
    children: list[Process] = field(default_factory=list)

    def write(self) -> None:
        draft = FILE.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self), indent=1))
        draft.replace(FILE)


def read() -> State | None:
    """The last state written by the current run, or by one that was killed."""
    try:
        stored = json.loads(FILE.read_text())
        children = [Process(**child) for child in stored.pop("children")]
        return State(supervisor=Process(**stored.pop("supervisor")), children=children, **stored)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the lock. The kernel releases it when this process ends, however it ends."""
    LOCAL.mkdir(exist_ok=True)
    with open(LOCK, "w") as lock:
        if not take(lock):
            running = read()
            raise AlreadyRuns(running.address if running else "an address that is not known yet")
        yield
