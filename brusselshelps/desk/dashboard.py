"""The lines of the start page: how much work is waiting, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.formats import localize


@dataclass(frozen=True)
class WorkLine:
    """A line of the start page: how many rows are waiting for this member of staff, if they are counted, and where."""

    label: str
    count: int | None
    url: str
    group: str = ""

    @property
    def number(self) -> str:
        """The count as shown on the page; beyond COUNT_CAP it is not exact."""
        return f"{localize(COUNT_CAP)}+" if self.count and self.count > COUNT_CAP else str(localize(self.count))


# The start page is opened often, and a larger number would not help anyone who has this much to do.
COUNT_CAP = 1000


def capped_count(rows: models.QuerySet) -> int:
    """How many rows there are; any number above COUNT_CAP is returned as COUNT_CAP + 1."""
    return rows.order_by()[: COUNT_CAP + 1].count()
