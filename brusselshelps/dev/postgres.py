"""A private PostgreSQL: no root, no container, no TCP port; its data is in the checkout.

`python -m brusselshelps.dev.postgres start|stop|url|wipe` controls the server of `make run`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from brusselshelps.dev import postgres_binaries
from brusselshelps.dev.processes import Process, serves, tell, wait_until_gone, working_in

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".local" / "pg"
TEST_DATA = ROOT / ".local" / "pg-test"
NAME = "brusselshelps"
# The kernel allows 107 bytes for the path of a socket; the socket's own name needs some of them.
LONGEST_FOLDER = 85

# For a laptop that occasionally loads a few million rows.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "log_min_messages": "warning",
    "timezone": "Europe/Brussels",
}
# Test data may be lost in a power cut.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Broken(Exception):
    """A PostgreSQL program failed; the message has its name and output."""


def unprivileged(base: Path) -> pwd.struct_passwd:
    """The existing account that runs the server when we are root, as PostgreSQL refuses to run as root."""
    known = [account for account in pwd.getpwall() if account.pw_name in ("postgres", "nobody")]
    if not known:
        raise SystemExit("PostgreSQL does not run as root, and there is no account postgres or nobody to run it under.")
    # Installing PostgreSQL adds the account postgres; a cluster that was started as nobody keeps running as nobody.
    owners = [account for account in known if base.exists() and account.pw_uid == base.stat().st_uid]
    return max(owners or known, key=lambda account: account.pw_name)


class Cluster:
    """One server with one database. When started as root it is under /var/tmp, which its account can access."""

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root.resolve()
        self.settings = SETTINGS if durable else SETTINGS | CARELESS
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:10]
        self.base, self.account = self.root, None
        if os.geteuid() == 0:
            self.base = Path(f"/var/tmp/{NAME}-{digest}")
            self.account = unprivileged(self.base)
        self.log = self.base / "server.log"

    @cached_property
    def version(self) -> str:
        return postgres_binaries.version(self.found)

    @property
    def major(self) -> str:
        return self.version.partition(".")[0]

    @cached_property
    def found(self) -> Path:
        return postgres_binaries.find()

    @property
    def data(self) -> Path:
        """The data folder. Each major version has its own, as it cannot open another version's data."""
        return self.base / f"pg{self.major}"

    @cached_property
    def socket(self) -> Path:
        return self._socket_of(self.major)

    def _socket_of(self, major: str) -> Path:
        """The folder of the socket: in the base folder, unless its path is too long for the kernel."""
        folder = self.base / f"run{major}"
        if len(str(folder).encode()) <= LONGEST_FOLDER:
            return folder
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
        return Path(f"/tmp/{NAME}-{os.getuid()}-{digest}")

    @cached_property
    def bindir(self) -> Path:
        """The folder of the programs. If the server's account cannot access it, the programs run from a copy."""
        if self._command(self.found / "postgres", "--version").returncode == 0:
            return self.found
        return postgres_binaries.copy(self.found, self.base / f"programs-{self.version}")

    def url(self) -> str:
        """The value for DATABASE_URL: django-environ reads the folder of the socket as the host."""
        return f"postgres://{NAME}@/{quote(str(self.socket))}/{NAME}"

    def start(self) -> str:
        """Start the server, creating it if needed, unless it is running; return its URL. Safe to call concurrently."""
        with self._alone():
            self._settle()
            if not (self.data / "PG_VERSION").exists():
                self._make()
            self._wait_for_one_that_starts()
            if not self.ready():
                self._remove_stale_files()
                self._run("pg_ctl", "-D", self.data, "-l", self.log, "-o", self._options(), "-w", "-t", 60, "start")
            if not self._ask(f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'"):
                self._run("createdb", "-h", self.socket, "-U", NAME, "-T", "template0", "-E", "UTF8", NAME)
        return self.url()

    def stop(self) -> None:
        """Stop the server if it is running, and return when it is gone."""
        with self._alone():
            self._stop()

    def wipe(self) -> None:
        """Stop the server and delete its data."""
        with self._alone():
            self._stop()
            shutil.rmtree(self.data, ignore_errors=True)

    def remove(self) -> None:
        """Stop the server and remove everything created for it, outside the checkout too."""
        with self._alone():
            self._stop()
            for data in self.base.glob("pg*"):
                shutil.rmtree(self._socket_of(data.name.removeprefix("pg")), ignore_errors=True)
            shutil.rmtree(self.base, ignore_errors=True)

    def ready(self) -> bool:
        # Not `pg_ctl status`: it reports a crashed server that left its pid file as running.
        return self._command(self.bindir / "pg_isready", "-q", "-h", self.socket).returncode == 0

    def pid(self) -> int | None:
        """The pid of the running server."""
        return self._pid(self.data)

    def _pid(self, data: Path) -> int | None:
        try:
            pid = int((data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if serves(pid, data) else None

    def _settle(self) -> None:
        """Create the folders. Data left by a deleted checkout at the same path is removed."""
        self.root.mkdir(parents=True, exist_ok=True)
        moved = self.root / "moved-to"
        if self.base != self.root and not moved.exists():
            self._stop()
            shutil.rmtree(self.base, ignore_errors=True)
            # It may refer to the copy that was just removed.
            vars(self).pop("bindir", None)
            moved.write_text(f"{self.base}\n")
        for folder in (self.base, self.socket):
            folder.mkdir(exist_ok=True, mode=0o700)
            self._own(folder)

    def _own(self, folder: Path) -> None:
        """Give a folder to the server's account; refuse one of somebody else, as names under /tmp can be guessed."""
        owner = self.account.pw_uid if self.account else os.getuid()
        if folder.is_symlink() or folder.stat().st_uid not in (owner, os.getuid()):
            raise SystemExit(f"{folder} belongs to somebody else. Remove it, then try again.")
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _make(self) -> None:
        """Create the cluster in a temporary folder first, so that an interruption never leaves half a cluster."""
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--data-checksums")
        careless = () if self.settings is SETTINGS else ("--no-sync",)
        self._run("initdb", "-D", draft, "-U", NAME, *options, *careless)
        draft.rename(self.data)

    def _options(self) -> str:
        settings = self.settings | {"unix_socket_directories": str(self.socket)}
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _wait_for_one_that_starts(self) -> None:
        """Wait for a server that is starting: after a crash it recovers its data first."""
        deadline = time.monotonic() + 60
        while self.pid() and not self.ready() and time.monotonic() < deadline:
            time.sleep(0.1)

    def _remove_stale_files(self) -> None:
        """Remove the files of a killed server: PostgreSQL refuses to start while its pid file exists and its pid may be
        that of another process. First wait for its child processes, which may still be writing: without these files
        nothing keeps a new server away from them.
        """
        deadline = time.monotonic() + 30
        while working_in(self.data) and time.monotonic() < deadline:
            time.sleep(0.05)
        for path in (self.data / "postmaster.pid", *self.socket.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def _stop(self) -> None:
        """Stop the servers of all major versions. With signals, as pg_ctl does, because the programs may be gone."""
        for data in self.base.glob("pg*"):
            for manner in (signal.SIGINT, signal.SIGQUIT):  # a "fast" shutdown, or "immediate" if that takes too long
                if pid := self._pid(data):
                    server = Process.of(pid)
                    tell([server], manner)
                    wait_until_gone(server)

    def _ask(self, question: str) -> str:
        return self._run("psql", "-h", self.socket, "-U", NAME, "-d", "postgres", "-XAtc", question).strip()

    def _run(self, program: str, *arguments: object) -> str:
        done = self._command(self.bindir / program, *arguments)
        if done.returncode:
            tail = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise Broken(f"{program} failed:\n{done.stdout}{done.stderr}{tail}".rstrip())
        return done.stdout

    def _command(self, *command: object) -> subprocess.CompletedProcess[str]:
        """Run a command in its own session: Ctrl-C must reach only our caller, who then stops the server cleanly."""
        words = [str(word) for word in command]
        uid, gid = (self.account.pw_uid, self.account.pw_gid) if self.account else (None, None)
        try:
            return subprocess.run(
                words,
                capture_output=True,
                text=True,
                check=False,
                env=self._environment(),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                cwd="/",
                user=uid,
                group=gid,
                extra_groups=[] if self.account else None,
            )
        except PermissionError as refusal:
            return subprocess.CompletedProcess(words, 126, "", str(refusal))

    def _environment(self) -> dict[str, str]:
        """The environment without PG* variables, which may refer to another server."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"LC_ALL": "C.UTF-8", "HOME": str(self.base)}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with open(self.root / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def cluster_for_tests(name: str = TEST_DATA.name) -> Cluster:
    """A server for tests only: fast, and not durable. Tests that need another clock name their own server."""
    return Cluster(TEST_DATA.with_name(name), durable=False)


def main() -> None:
    cluster = Cluster(DATA)
    verbs = {"start": cluster.start, "stop": cluster.stop, "url": cluster.url, "wipe": cluster.wipe}
    verb = verbs.get(" ".join(sys.argv[1:]))
    if not verb:
        raise SystemExit("Say start, stop, url or wipe.")
    print(verb() or "Done.")


if __name__ == "__main__":
    main()
