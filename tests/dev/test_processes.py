from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from brusselshelps.dev import processes
from brusselshelps.dev.processes import Process

FAMILY = "import subprocess, time; subprocess.Popen(['sleep', '60']); print('ready', flush=True); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "

Begin = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def begin() -> Iterator[Begin]:
    begun: list[subprocess.Popen[str]] = []

    def one(program: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        begun.append(process)
        assert process.stdout
        process.stdout.readline()
        return process

    yield one
    for process in begun:
        process.kill()
        process.communicate()


def test_stopping_a_program_ends_what_it_started_too(begin: Begin) -> None:
    leader = Process.of(begin(FAMILY).pid)
    family = processes.session_of(leader)
    processes.stop([leader], patience=0.5)
    assert len(family) == 2
    assert not any(member.alive() for member in family)


def test_one_that_does_not_listen_is_ended_all_the_same(begin: Begin) -> None:
    leader = Process.of(begin(DEAF + "import time; print(1, flush=True); time.sleep(60)").pid)
    processes.stop([leader], patience=0.2)
    assert not leader.alive()


def test_children_whose_leader_was_killed_are_found(begin: Begin) -> None:
    process = begin(FAMILY)
    leader = Process.of(process.pid)
    process.kill()
    process.wait()
    orphans = processes.session_of(leader)
    processes.stop([leader], patience=0.2)
    assert len(orphans) == 1
    assert not orphans[0].alive()


def test_a_stranger_who_got_the_number_is_left_alone(begin: Begin) -> None:
    stranger = Process.of(begin("import time; print(1, flush=True); time.sleep(60)").pid)
    processes.stop([Process(stranger.pid, "born long ago")], patience=0.2)
    assert stranger.alive()


def test_one_that_died_and_is_not_buried_is_not_alive(begin: Begin) -> None:
    process = begin("print(1, flush=True)")
    leader = Process.of(process.pid)
    assert process.stdout
    process.stdout.read()
    processes.stop([leader], patience=2)
    assert process.returncode is None
    assert not leader.alive()
