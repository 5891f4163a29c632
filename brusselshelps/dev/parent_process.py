"""The `make` that started us. It passes on only SIGTERM; after any other signal it silently waits for us to end."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

PASSED_BY = (signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Starter:
    pid: int

    @classmethod
    def find(cls) -> Starter | None:
        """The make whose recipe runs us; None when we were started directly, or where there is no /proc."""
        pid = os.getppid()
        return cls(pid) if facts(pid).get("Name") in ("make", "gmake") else None

    def wants_to_end(self) -> bool:
        """Whether make died or got a signal: it then resets that signal to its default, so a second one kills it."""
        if os.getppid() != self.pid:
            return True
        status = facts(self.pid)
        looked_after = int(status.get("SigCgt", "-1"), 16) | int(status.get("SigIgn", "-1"), 16)
        return any(not looked_after >> (number - 1) & 1 for number in PASSED_BY)


def facts(pid: int) -> dict[str, str]:
    """The fields of /proc/<pid>/status; empty when the process is gone or there is no /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
