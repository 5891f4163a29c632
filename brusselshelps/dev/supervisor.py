"""Start the whole platform on one machine, watch it, and leave nothing behind."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

import psycopg

from brusselshelps import translation_catalogs
from brusselshelps.dev import environment, listen_address, mail_catcher, postgres, processes, running_state
from brusselshelps.dev.environment import LOCAL, ROOT
from brusselshelps.dev.migration_history import unknown_migrations
from brusselshelps.dev.parent_process import Starter
from brusselshelps.dev.processes import Process
from brusselshelps.dev.stop import PULSE, say

LOGS = LOCAL / "log"
MAILS = LOCAL / "mail"
LOGINS = LOGS / "logins.txt"
TAIL = 20
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WORKER = ["manage.py", "procrastinate", "worker", "--delete-jobs=successful", "--shutdown-graceful-timeout=5"]


BEGIN_ANEW = (
    "The data of this checkout was made by another version of Brussels helps, and does not fit this one. It is all "
    "made up, so it is removed and made anew …"
)
ANOTHER_VERSION = (
    "The database that DATABASE_URL names was filled by another version of Brussels helps: it records the migration "
    "{}, which this version does not have. Nothing in it was changed. Name an empty database, or unset DATABASE_URL."
)


class Failed(Exception):
    """The platform cannot run; the message says why."""


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass
class Child:
    name: str
    log: Path
    process: subprocess.Popen[bytes]
    identity: Process


class Supervisor:
    """Starts, watches and stops everything, even when asked to stop before it has finished starting."""

    def __init__(self, place: listen_address.Address) -> None:
        self.place = place
        self.asked_to_stop = False
        self.starter = Starter.find()
        self.children: list[Child] = []
        self.cluster = None if os.environ.get("DATABASE_URL") else postgres.Cluster(postgres.DATA)
        self.state = running_state.State(Process.of(os.getpid()), place.url, own_postgres=self.cluster is not None)
        self.environment: dict[str, str] = {}

    def listen(self) -> None:
        """Let signals only set a flag, so that each step ends cleanly and then checks it."""
        for number in SIGNALS:
            # Started with nohup, we must outlive the terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def run(self) -> None:
        catcher = None
        self.state.write()
        try:
            database = self._start_database()
            catcher = mail_catcher.catch(MAILS)
            self._decide(database, f"smtp://127.0.0.1:{catcher.port}")
            self._prepare()
            self._start_programs()
            self._announce()
            self._watch()
        finally:
            say("Stopping …")
            processes.stop([child.identity for child in self.children])
            if catcher:
                catcher.stop()
            if self.cluster:
                self.cluster.stop()
            running_state.FILE.unlink(missing_ok=True)

    def _start_database(self) -> str:
        if not self.cluster:
            return _fitting(os.environ["DATABASE_URL"])
        say("Starting PostgreSQL …")
        try:
            url = self.cluster.start()
            if unknown_migrations(url):
                say(BEGIN_ANEW)
                self.cluster.wipe()
                url = self.cluster.start()
        except postgres.Broken as broken:
            raise Failed(str(broken)) from None
        self._look()
        return url

    def _decide(self, database_url: str, email_url: str) -> None:
        values = environment.decide(self.place.url, database_url, email_url)
        environment.write(values)
        self.environment = dict(os.environ, **values)

    def _prepare(self) -> None:
        """Compile message catalogs, create the tables, and load the example and a day's work for the desk."""
        say("Preparing the database …")
        translation_catalogs.compile_stale()
        with open(LOGINS, "wb") as logins:
            child = self._spawn("prepare", ["-m", "brusselshelps.dev.fill_database"], logins)
        while child.process.poll() is None:
            self._look()
            time.sleep(PULSE)
        if child.process.returncode:
            raise Failed(failure_message(child))
        self.children.remove(child)

    def _start_programs(self) -> None:
        say("Starting the pages and the worker …")
        server = ["-m", "gunicorn", "brusselshelps.wsgi", "--bind", self.place.bind, "--workers", "2"]
        logs = ["--log-level", "warning", "--logger-class", "brusselshelps.log_format.ServerLog"]
        self._spawn("web", [*server, "--no-control-socket", *logs])
        self._spawn("worker", WORKER)
        while not self._answers():
            self._look()
            time.sleep(PULSE)

    def _spawn(self, name: str, arguments: list[str], output: IO[bytes] | None = None) -> Child:
        """Start a Python program in its own session: Ctrl-C reaches only us, and we end the program cleanly."""
        log = LOGS / f"{name}.log"
        with open(log, "wb") as errors:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output or errors,
                stderr=errors,
                start_new_session=True,
            )
        child = Child(name, log, process, Process.of(process.pid))
        self.children.append(child)
        self.state.children.append(child.identity)
        self.state.write()
        return child

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.place.reachable_host, self.place.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _announce(self) -> None:
        say(
            f"\nBrussels helps runs on {self.place.url}/\n\n"
            f"{LOGINS.read_text().strip()}\n\n"
            f"Figures as published:  {self.place.url}/reports/?until=2020-04-30\n"
            f"E-mails sent:          {MAILS.relative_to(ROOT)}/\n"
            f"Logs of the programs:  {LOGS.relative_to(ROOT)}/\n"
            "To stop: Ctrl-C, or `make stop` in another terminal.\n"
        )

    def _watch(self) -> None:
        while True:
            self._look()
            time.sleep(PULSE)

    def _look(self) -> None:
        """Raises Stopped or Failed when there is a reason not to continue."""
        if self.asked_to_stop or (self.starter and self.starter.wants_to_end()):
            raise Stopped
        for child in self.children:
            if child.process.poll() is not None and child.name != "prepare":
                raise Failed(failure_message(child))
        if self.cluster and not self.cluster.pid():
            raise Failed(f"PostgreSQL stopped by itself. The end of its log:\n\n{tail(self.cluster.log)}")


def _fitting(url: str) -> str:
    """Check a database that is not ours, and so is never emptied. Raises Failed when another version filled it."""
    try:
        unknown = unknown_migrations(url)
    except psycopg.OperationalError:  # the next step gets the same error and reports it
        return url
    if unknown:
        raise Failed(ANOTHER_VERSION.format(unknown[0]))
    return url


def tail(log: Path) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL:])


def failure_message(child: Child) -> str:
    """A message with the program that ended, how it ended, and the end of its log."""
    code = child.process.returncode
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
    return f"The program “{child.name}” {how}. The end of {child.log.relative_to(ROOT)}:\n\n{tail(child.log)}"
