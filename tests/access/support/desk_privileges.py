"""The privileges that the row_policies.sql of all apps grant to staff pages, by table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from brusselshelps.access.row_policies import files

GRANT = re.compile(r"^grant ([^;]+?) on (?!sequence|function)([\w, ]+) to [^;]*\{desk\}", re.MULTILINE)
REVOKE = re.compile(r"^revoke all on ([\w,\s]+) from \{desk\}", re.MULTILINE)


def named() -> Iterator[tuple[str, str]]:
    """Each table, once for each time it is named, with its privileges; "" when there are none."""
    for file in files():
        text = file.read_text()
        for privileges, table in GRANT.findall(text):
            yield table, " ".join(privileges.split())
        for tables in REVOKE.findall(text):
            yield from ((table.strip(), "") for table in tables.split(","))


DESK_PRIVILEGES = dict(sorted(named()))
