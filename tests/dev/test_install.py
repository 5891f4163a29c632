from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from brusselshelps.dev import install
from brusselshelps.dev.environment import ROOT
from tests.dev.newcomer import newcomers_environment


def make(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/usr/bin/make", *arguments],
        cwd=folder,
        env=newcomers_environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("level", ["base", "local", "dev"])
def test_requirements_are_pinned_hashed_and_name_no_host(level: str) -> None:
    text = install.requirements(level).read_text()
    packages = re.findall(r"^[a-z].*", text, re.MULTILINE)
    assert len(packages) > 10
    # Extras must be kept: without them pip would first look for the newest version of `name[extra]`.
    assert all(re.match(r"[a-z0-9-]+(\[[a-z, ]+\])?==\S+ .*\\$", package) for package in packages)
    assert text.count(" \\\n    --hash=sha256:") >= len(packages)
    assert "://" not in text


@pytest.mark.parametrize(("smaller", "larger"), [("base", "local"), ("local", "dev")])
def test_what_develops_holds_exactly_what_runs(smaller: str, larger: str) -> None:
    def pins(level: str) -> set[str]:
        return set(re.findall(r"^[a-z].*?==[^ ;]*", install.requirements(level).read_text(), re.MULTILINE))

    assert pins(smaller) < pins(larger)


def test_make_alone_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)", text, re.MULTILINE)
    assert phony
    listed = make(ROOT).stdout
    private = {"install-local"}
    assert set(re.findall(r"^  make (\S+)", listed, re.MULTILINE)) == set(phony[1].split()) - private


def test_without_a_python_one_sentence_says_what_to_install(tools: Path) -> None:
    empty = tools / "bin"
    empty.mkdir()
    done = make(tools, "run", PATH=str(empty))
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("Python 3.11 or newer is needed.")
    assert not (tools / ".venv").exists()


def test_without_the_venv_module_one_sentence_says_what_to_install(tools: Path) -> None:
    """A Python without its venv module, as Debian packages it."""
    folder = tools / "bin"
    folder.mkdir()
    python = folder / "python3"
    python.write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexit 0\n')
    python.chmod(0o755)
    done = make(tools, "run", PATH=str(folder))
    assert "apt install python3-venv" in done.stderr.splitlines()[0]


def test_stopping_what_never_ran_is_quiet(tools: Path) -> None:
    done = make(tools, "stop")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_with_an_empty_home_pip_does_not_write_to_the_root_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "")
    assert "HOME" not in install.environment()


@pytest.mark.more
def test_an_installation_that_was_cut_off_is_begun_anew(tools: Path) -> None:
    first = make(tools, "install-local")
    assert first.stdout.startswith("Installing what runs")
    assert make(tools, "install-local").stdout == ""
    (tools / ".venv" / ".unfinished").touch()
    for module in (tools / ".venv").rglob("django/__init__.py"):
        module.unlink()
    assert make(tools, "install-local").stdout.startswith("Installing what runs")
    assert subprocess.run([tools / ".venv" / "bin" / "python", "-c", "import django"], check=True).returncode == 0
