"""Identify processes by pid and start time, because a pid alone may have been reused by another process."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
BOOT = PROC / "sys" / "kernel" / "random" / "boot_id"
# Seconds: long enough to finish rendering a page, short enough for a person who waits.
PATIENCE = 10.0


@dataclass(frozen=True)
class Process:
    pid: int
    born: str

    @classmethod
    def of(cls, pid: int) -> Process:
        return cls(pid, birth(pid))

    def alive(self) -> bool:
        return bool(self.born) and birth(self.pid) == self.born


def stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the program's name (state first); empty when the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def birth(pid: int) -> str:
    """The start time, unique per pid and boot; empty for a process that is gone or a zombie."""
    if not BOOT.exists():
        command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
        shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        return "" if shown.startswith("Z") else shown.partition(" ")[2]
    facts = stat(pid)
    if not facts or facts[0] in "ZX":
        return ""
    return f"{BOOT.read_text().strip()}:{facts[19]}"


def session_of(leader: Process) -> list[Process]:
    """The live processes of the session that `leader` opened; none if its pid was reused."""
    if stat(leader.pid) and birth(leader.pid) not in ("", leader.born):
        return []
    pids = [int(entry.name) for entry in PROC.glob("[0-9]*")] if BOOT.exists() else [leader.pid]
    members = [Process.of(pid) for pid in pids if pid == leader.pid or in_session(pid, leader.pid)]
    return [member for member in members if member.alive()]


def working_in(folder: Path) -> list[int]:
    """The live processes whose working directory this is, as far as we may read it."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").resolve(strict=True) == folder.resolve():
                found.append(int(entry.name))
    return found


def serves(pid: int, data: Path) -> bool:
    """Whether this process is the server of the data, not a zombie or an unrelated process that reused its pid."""
    if not birth(pid):
        return False
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except OSError:
        # Not readable (some containers hide it even from root) or no /proc: assume that it is.
        return bool(birth(pid))


def wait_until_gone(process: Process, patience: float = 30.0) -> None:
    deadline = time.monotonic() + patience
    while process.alive() and time.monotonic() < deadline:
        time.sleep(0.02)


def in_session(pid: int, session: int) -> bool:
    facts = stat(pid)
    return bool(facts) and facts[3] == str(session)


def tell(processes: Iterable[Process], number: signal.Signals) -> None:
    for process in processes:
        if process.alive():
            try:
                os.kill(process.pid, number)
            except ProcessLookupError:
                continue


def stop(leaders: list[Process], patience: float = PATIENCE) -> None:
    """End these processes and everything they started: SIGTERM, then SIGKILL after `patience` seconds."""
    tell(leaders, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not any(session_of(leader) for leader in leaders):
            return
        time.sleep(0.05)
    for leader in leaders:
        tell(session_of(leader), signal.SIGKILL)
    while any(session_of(leader) for leader in leaders):
        time.sleep(0.05)
