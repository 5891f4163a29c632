"""The whole crowd, in batches of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from django.db.models import Model

from brusselshelps.demo.crowd.requests import Requests
from brusselshelps.demo.crowd.seed_context import COLUMNS, Lines, Setting
from brusselshelps.demo.crowd.volunteers import Volunteers
from brusselshelps.demo.exclusive_load import references
from requests_app.models import HelpRequest
from volunteers.models import Volunteer

BATCH = 10_000


def batches(setting: Setting) -> Iterator[Lines]:
    """Lines for each table, for at most BATCH volunteers or requests at a time."""
    volunteers = Volunteers(setting)
    yield from _batches(volunteers.add, setting.volunteers, names(Volunteer, setting.seed))
    requests = Requests(setting, volunteers)
    yield from _batches(requests.add, setting.requests, names(HelpRequest, setting.seed))


def names(model: type[Model], seed: int) -> Iterator[str]:
    """The references of the rows of a seed, in order."""
    return references(model, f"seed_demo/{seed}")


def _batches(add: Callable[[Lines, int, str], None], number: int, names: Iterator[str]) -> Iterator[Lines]:
    for begin in range(0, number, BATCH):
        lines: Lines = {model: [] for model in COLUMNS}
        for place, name in enumerate(islice(names, min(BATCH, number - begin)), start=begin):
            add(lines, place, name)
        yield lines
