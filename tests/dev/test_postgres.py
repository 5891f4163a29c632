from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest

from brusselshelps.dev.postgres import Cluster


def ask(url: str, question: str) -> Any:
    place = environ.Env.db_url_config(url)
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"], autocommit=True) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def kill(cluster: Cluster) -> None:
    """Simulate a power cut: the server ends at once and its PID file stays."""
    pid = cluster.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    while cluster.pid():
        time.sleep(0.02)


def test_the_url_leads_to_a_socket_that_only_its_owner_opens(cluster: Cluster) -> None:
    url = cluster.start()
    assert environ.Env.db_url_config(url)["HOST"] == str(cluster.socket)
    assert cluster.socket.stat().st_mode & 0o077 == 0
    assert ask(url, "SHOW listen_addresses") == ""


def test_starting_it_again_keeps_what_it_holds(cluster: Cluster) -> None:
    url = cluster.start()
    ask(url, "CREATE TABLE kept ()")
    cluster.stop()
    assert cluster.start() == url
    assert ask(url, "SELECT to_regclass('kept') IS NOT NULL")


def test_many_may_start_it_at_once(cluster: Cluster) -> None:
    with ThreadPoolExecutor() as pool:
        urls = set(pool.map(lambda _: Cluster(cluster.root, durable=False).start(), range(4)))
    assert len(urls) == 1
    assert ask(urls.pop(), "SELECT 1") == 1


def test_wiping_it_forgets(cluster: Cluster) -> None:
    ask(cluster.start(), "CREATE TABLE kept ()")
    cluster.wipe()
    assert not ask(cluster.start(), "SELECT to_regclass('kept') IS NOT NULL")


def test_it_starts_again_after_it_was_killed(cluster: Cluster) -> None:
    cluster.start()
    kill(cluster)
    assert ask(cluster.start(), "SELECT 1") == 1


def test_a_stranger_with_the_old_number_neither_blocks_it_nor_is_stopped(cluster: Cluster) -> None:
    cluster.start()
    kill(cluster)
    file = cluster.data / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"]) as stranger:
        file.write_text(file.read_text().replace(file.read_text().split()[0], str(stranger.pid), 1))
        cluster.stop()
        assert stranger.poll() is None
        assert ask(cluster.start(), "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_creation_that_was_cut_off_is_begun_anew(cluster: Cluster) -> None:
    cluster.start()
    cluster.wipe()
    half = cluster.data.with_suffix(".new")
    half.mkdir()
    (half / "PG_VERSION").write_text("half a cluster")
    assert ask(cluster.start(), "SELECT 1") == 1


def test_a_folder_with_a_long_name_gets_a_short_socket(tmp_path: Path) -> None:
    deep = Cluster(tmp_path.joinpath(*["a folder with a long name"] * 5), durable=False)
    try:
        assert ask(deep.start(), "SELECT 1") == 1
    finally:
        deep.stop()
        shutil.rmtree(deep.base)
        shutil.rmtree(deep.socket, ignore_errors=True)


def test_only_the_one_for_tests_is_careless(cluster: Cluster, tmp_path: Path) -> None:
    assert "fsync=off" in cluster._options()
    assert "fsync" not in Cluster(tmp_path)._options()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only as root does the data lie outside the checkout.")
def test_a_new_checkout_does_not_find_the_data_of_a_deleted_one(cluster: Cluster) -> None:
    ask(cluster.start(), "CREATE TABLE kept ()")
    shutil.rmtree(cluster.root)
    assert not ask(Cluster(cluster.root, durable=False).start(), "SELECT to_regclass('kept') IS NOT NULL")


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root runs it under another account.")
def test_programs_where_that_account_may_not_look_run_from_a_copy(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = cluster.found.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    if not libraries.exists():
        pytest.skip("The system's own programs can be reached by everybody.")
    hidden = tmp_path / "hidden"
    for one in (package, libraries):
        shutil.copytree(one, hidden / one.name, symlinks=True)
    hidden.chmod(0o700)
    monkeypatch.setenv("PG_BINDIR", str(hidden / package.name / "pginstall" / "bin"))
    moved = Cluster(cluster.root, durable=False)
    assert ask(moved.start(), "SELECT 1") == 1
    assert moved.bindir.is_relative_to(moved.base)
