"""Every Python that runs on another day loads this first, for `tests.days` puts its folder on PYTHONPATH.

Before 0.9.11 libfaketime refuses to let Python 3.11 sleep while the monotonic clock keeps going (its issue 426).
"""

from __future__ import annotations

import select
import time


def sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep
