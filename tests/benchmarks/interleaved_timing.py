"""Time two things in alternation (A B A B …), so that other load on the machine affects both alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

# However long a turn takes, a median needs at least this many.
FEWEST = 3


def nothing() -> None:
    return None


@dataclass(frozen=True)
class Side:
    """One of two things that are compared. `ready` is not timed; its result is passed to `act`."""

    name: str
    act: Callable[[Any], object]
    ready: Callable[[], Any] = nothing

    def turn(self) -> float:
        """The seconds that one turn took."""
        given = self.ready()
        begun = time.perf_counter()
        self.act(given)
        return time.perf_counter() - begun


@dataclass(frozen=True)
class Measured:
    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def spread(self) -> tuple[float, float]:
        """The range that holds eight turns out of ten."""
        tenths = quantiles(self.seconds, n=10, method="inclusive")
        return tenths[0], tenths[-1]


@dataclass(frozen=True)
class Compared:
    """Our code against the least possible."""

    ours: Measured
    bare: Measured

    @property
    def ratio(self) -> float:
        return self.ours.median / self.bare.median


def take_turns(ours: Side, bare: Side, rounds: int, seconds: float) -> Compared:
    """Run at most this many rounds; start none after this many seconds, unless there are still too few."""
    for _warm_up in range(max(1, rounds // 20)):
        ours.turn(), bare.turn()
    turns: list[tuple[float, float]] = []
    deadline = time.monotonic() + seconds
    while len(turns) < rounds and (len(turns) < FEWEST or time.monotonic() < deadline):
        turns.append((ours.turn(), bare.turn()))
    of_ours, of_bare = zip(*turns, strict=True)
    return Compared(Measured(ours.name, of_ours), Measured(bare.name, of_bare))


def written(seconds: float) -> str:
    return f"{seconds:,.2f} s" if seconds >= 1 else f"{seconds * 1000:,.2f} ms"


def lines(compared: list[Compared]) -> list[str]:
    """A readable table: ours, with what it is compared with below it."""
    rows = [f"{'':<46}{'median':>11}   {'10 to 90 %':<24}{'turns':>6}{'ratio':>8}"]
    for pair in compared:
        rows += [_line(pair.ours) + f"{pair.ratio:>8,.2f}", _line(pair.bare, indent="  against ")]
    return rows


def _line(one: Measured, indent: str = "") -> str:
    low, high = one.spread
    between = f"{written(low)} to {written(high)}"
    return f"{indent + one.name:<46}{written(one.median):>11}   {between:<24}{len(one.seconds):>6}"
