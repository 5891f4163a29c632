"""Twenty thousand requests that nobody makes by clicking: none fails, none is slow, none leaks anything.

`make test` sends some of them, `make test-more` all.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.access.support.exchange import Meeting, meet_with
from tests.access.support.matrix_setup import SampleWorld
from tests.hostile.every_url import Requests

pytestmark = pytest.mark.django_db
LONGEST = 2.0  # seconds of CPU time for one response
ROUNDS, EACH = 40, 500


def send(sample_world: SampleWorld, number: int, times: int) -> None:
    """Send this many requests, different ones for each number. Hypothesis reports the simplest one that fails."""
    requests = Requests(sample_world.world)

    @seed(number)
    @settings(
        max_examples=times,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: Any) -> None:
        name, environ, asked = requests.draw(data.draw)
        began = time.process_time()
        came = meet_with(environ, asked)
        assert time.process_time() - began < LONGEST
        assert_harmless(sample_world, name, came)

    one()


def assert_harmless(sample_world: SampleWorld, name: str, came: Meeting) -> None:
    betrayed = sample_world.readers.betrayed(sample_world.world.actors[name], came.markers)
    assert came.status < 500
    assert not betrayed, betrayed
    assert not came.location.startswith(("//", "http", "\\")), came.location
    assert "default-src 'none'" in came.response["Content-Security-Policy"]
    assert came.status < 400 or not came.written


def test_some_requests_that_nobody_makes(sample_world: SampleWorld) -> None:
    send(sample_world, 0, 200)


@pytest.mark.more
@pytest.mark.parametrize("number", range(1, ROUNDS + 1))
def test_requests_that_nobody_makes(sample_world: SampleWorld, number: int) -> None:
    send(sample_world, number, EACH)
