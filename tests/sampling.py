"""Sample tests with many parameters: `make test` runs roughly every third, `make test-more` the others.

Write `pytestmark = pytest.mark.sampled(3)`, on a test or a module. The selection is deterministic.
"""

from __future__ import annotations

from collections import Counter

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    seen: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is None:
            continue
        name = item.nodeid.partition("[")[0]
        if seen[name] % mark.args[0]:
            item.add_marker(pytest.mark.more)
        seen[name] += 1
