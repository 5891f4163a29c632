"""The lines of the start page: how much work waits, and where it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.formats import localize


@dataclass(frozen=True)
class WorkLine:
    """A line of the start page: how many rows wait for this member of staff, if any are counted, and where they are."""

    label: str
    count: int | None
    url: str
    group: str = ""

    @property
    def number(self) -> str:
        """The count in words of the page; past MOST it is not counted further."""
        return f"{localize(COUNT_CAP)}+" if self.count and self.count > COUNT_CAP else str(localize(self.count))


# A start page is opened all day: whoever has more than this has enough to do.
COUNT_CAP = 1000


def capped_count(rows: models.QuerySet) -> int:
    """How many rows there are; more than MOST are counted as one more than that."""
    return rows.order_by()[: COUNT_CAP + 1].count()
