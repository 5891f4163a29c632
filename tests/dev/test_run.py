"""The whole project in a separate checkout, started and stopped as a newcomer would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from brusselshelps.dev.mail_catcher import free_port
from tests.dev.newcomer import newcomers_environment, python

RUN = ("-m", "brusselshelps.dev.run")


def hear_every_signal() -> None:
    """Restore the defaults of a terminal: whatever started these tests may ignore hang-ups and interrupts."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def running(checkout: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The running platform, stopped at the end if the test has not stopped it."""
    process = subprocess.Popen(
        [sys.executable, *RUN],
        cwd=checkout,
        env=newcomers_environment(PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=hear_every_signal,
    )
    try:
        yield process
    finally:
        python(checkout, *RUN, "stop")
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def announcement(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("To stop:"):
            return said
    raise AssertionError(said)


def left(checkout: Path) -> list[str]:
    """The command lines of processes that run in the checkout or mention it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(checkout) in (entry / "cmdline").read_text() or (entry / "cwd").resolve() == checkout:
                found.append((entry / "cmdline").read_text())
        except OSError:
            continue
    return found


def answer(port: int, page: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}") as response:
        return response.status


def test_it_runs_once_shows_its_pages_and_leaves_nothing_behind(checkout: Path) -> None:
    port = free_port()
    with running(checkout, port) as process:
        said = announcement(process)
        again = python(checkout, *RUN, PORT=str(free_port()))
        second_terminal = python(checkout, "manage.py", "figures", "--until", "2020-04-30")
        pages = [answer(port, "/healthz"), answer(port, "/readyz"), answer(port, "/nl/")]
        process.send_signal(signal.SIGINT)
        farewell, _ = process.communicate()
    assert f"http://127.0.0.1:{port}/\n" in said
    assert "noor" in said
    assert "/reports/?until=2020-04-30" in said
    assert (again.returncode, again.stdout.startswith("This checkout is already running")) == (1, True)
    assert '"registered": 2345' in second_terminal.stdout
    assert pages == [200, 200, 200]
    assert (process.returncode, farewell.splitlines()[-1]) == (0, "Stopped.")
    assert (checkout / ".local" / "env").stat().st_mode & 0o077 == 0
    assert left(checkout) == []


@pytest.mark.more
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_at_any_moment_leaves_nothing_that_hinders_the_next_run(checkout: Path, number: int) -> None:
    for delay in (0.2, 0.5, 1, 2, 4):
        with running(checkout, free_port()) as process:
            time.sleep(delay)
            os.kill(process.pid, number)
            process.wait(30)
        assert left(checkout) == []
    with running(checkout, free_port()) as process:
        assert "noor" in announcement(process)


@pytest.mark.more
def test_a_program_that_dies_is_named_and_takes_the_rest_with_it(checkout: Path) -> None:
    with running(checkout, free_port()) as process:
        announcement(process)
        (worker,) = (entry for entry in Path("/proc").glob("[0-9]*") if is_worker(entry, checkout))
        os.kill(int(worker.name), signal.SIGKILL)
        said, _ = process.communicate(timeout=30)
    assert "The program “worker” was ended by SIGKILL." in said
    assert process.returncode == 1
    assert left(checkout) == []


def is_worker(entry: Path, checkout: Path) -> bool:
    try:
        return "procrastinate" in (entry / "cmdline").read_text() and (entry / "cwd").resolve() == checkout
    except OSError:
        return False
