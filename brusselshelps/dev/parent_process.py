"""The `make` that started us. It passes on only SIGTERM: after another signal it waits for us, and tells nobody."""

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
        """The make whose recipe we are; None for a person who started us directly, and where no /proc tells."""
        pid = os.getppid()
        return cls(pid) if facts(pid).get("Name") in ("make", "gmake") else None

    def wants_to_end(self) -> bool:
        """Whether make died, or got a signal: from then on it leaves that one to its default, so a second kills it."""
        if os.getppid() != self.pid:
            return True
        told = facts(self.pid)
        looked_after = int(told.get("SigCgt", "-1"), 16) | int(told.get("SigIgn", "-1"), 16)
        return any(not looked_after >> (number - 1) & 1 for number in PASSED_BY)


def facts(pid: int) -> dict[str, str]:
    """What /proc tells about a process; nothing when it is gone, or where there is no /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
