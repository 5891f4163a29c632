"""The tests' npm tools, each in a folder next to this file: pinned by its lock file, installed on demand."""

from __future__ import annotations

import fcntl
import json
import subprocess
from pathlib import Path

TOOLS = Path(__file__).parent


class Refused(Exception):
    """npm could not install the tool; the message says why."""


def installed(tool: str) -> Path:
    """The node_modules of this tool, as its lock file specifies."""
    folder = TOOLS / tool
    modules, lock = folder / "node_modules", (folder / "package-lock.json").read_text(encoding="utf-8")
    stamp = modules / ".installed"
    with (folder / "package.json").open() as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != lock:
            done = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Refused(f"npm could not install {tool}: {done.stderr.strip()}")
            stamp.write_text(lock, encoding="utf-8")
    return modules


def lock() -> None:
    """Lock what each package.json names. Lock files name no host: any registry will do, as the hashes are decisive."""
    for folder in sorted(file.parent for file in TOOLS.glob("*/package.json")):
        command = ["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
        path = folder / "package-lock.json"
        locked = json.loads(path.read_text(encoding="utf-8"))
        for place, package in locked["packages"].items():
            package.pop("funding", None)
            settle(place, package.get("dependencies", {}), locked["packages"])
        path.write_text(json.dumps(locked, indent=2) + "\n", encoding="utf-8")


def settle(place: str, dependencies: dict[str, str], packages: dict[str, dict]) -> None:
    """Replace "latest" by the locked version: without the host, npm cannot tell whether that is the latest."""
    for name, wanted in dependencies.items():
        if wanted == "latest":
            inside, beside = f"{place}/node_modules/{name}", f"node_modules/{name}"
            dependencies[name] = packages.get(inside, packages[beside])["version"]


if __name__ == "__main__":
    lock()
