"""The margins of the written answer of April 2020, and how the example distributes them.

Only totals were published: how many volunteers, in which locality, how many for which category, how many requests and
items, and how many of them each back office handled. Everything below those totals is made up, by the rules in this
module: who lives where and offers what, on which day, and how the 272 requests and their 354 items are divided over
localities and categories (in proportion to the volunteers, for lack of a source). No source says why 20 requests are
held by no back office, so this module does not either.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from itertools import cycle
from typing import TypeVar
from zoneinfo import ZoneInfo

from brusselshelps.reference.initial_rows import published

T = TypeVar("T")

OUTSIDE = 117
REQUESTS = 272
ITEMS = 354
# By the slug of the back office; "" means none.
HELD = {"vgc": 50, "cocof": 202, "": 20}

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST_DAY = dt.date(2020, 3, 16)
DAYS = (dt.date(2020, 4, 29) - FIRST_DAY).days + 1
# Noon, so that it falls on the same day in every time zone in which people read it.
ERASED_AT = dt.datetime(2020, 12, 31, 12, tzinfo=BRUSSELS)


def candidacies() -> dict[str, int]:
    """The number of volunteers for each category, by slug; as published, 4,281 in all."""
    return {row["slug"]: int(row["volunteers_published"]) for row in published("categories")}


def residents() -> dict[str, int]:
    """The number of volunteers living in each locality, by postcode; as published, 2,228 in all."""
    return {row["postcode"]: int(row["volunteers_published"]) for row in published("localities")}


def asked() -> dict[str, int]:
    """The number of items for each category that residents may ask for, by slug; 354 in all, in made-up proportions."""
    may_ask = {row["slug"] for row in published("categories") if row["residents_may_ask"] == "yes"}
    return in_proportion(ITEMS, {slug: number for slug, number in candidacies().items() if slug in may_ask})


def askers() -> dict[str, int]:
    """The number of requests from each locality, by postcode; 272 in all, in made-up proportions."""
    return in_proportion(REQUESTS, residents())


def in_proportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide a total in proportion to the weights, in whole numbers; the largest remainders get what is left over."""
    whole = sum(weights.values())
    shares = {name: total * weight // whole for name, weight in weights.items()}
    left = total - sum(shares.values())
    for name in sorted(weights, key=lambda name: -(total * weights[name] % whole))[:left]:
        shares[name] += 1
    return shares


def deal(counts: Mapping[str, int], hands: int) -> list[list[str]]:
    """Deal cards to each hand in turn, kind after kind.

    If there are at least as many cards as hands, every hand gets one; if no kind has more cards than there are hands,
    no hand gets the same kind twice.
    """
    dealt: list[list[str]] = [[] for _hand in range(hands)]
    for hand, kind in zip(cycle(dealt), spread_out(counts), strict=False):
        hand.append(kind)
    return dealt


def spread_out(counts: Mapping[str, int]) -> list[str]:
    return [kind for kind, number in counts.items() for _card in range(number)]


def mixed(things: Iterable[T], salt: str) -> list[T]:
    """The same things in an order that looks random but is the same on every machine."""
    numbered = enumerate(things)
    return [thing for _place, thing in sorted(numbered, key=lambda pair: chance(f"{salt}/{pair[0]}"))]


def chance(salt: str) -> float:
    """A number from 0 up to 1, determined by the salt alone."""
    return int.from_bytes(hashlib.sha256(salt.encode()).digest()[:6]) / 2**48


def first_moment(salt: str) -> dt.datetime:
    """A time during the campaign between 8:00 and 18:00, Brussels time; more of them fall in its first weeks."""
    day = int(DAYS * chance(f"{salt}/day") ** 1.5)
    return _clock(day, 8 + 10 * chance(f"{salt}/hour"))


def later_moment(first: dt.datetime, salt: str) -> dt.datetime:
    """A time after the first: some hours or at most two days later, and before the end of the last day."""
    day = (first.date() - FIRST_DAY).days
    later = min(day + int(3 * chance(f"{salt}/days")), DAYS - 1)
    if later == day:
        return first + dt.timedelta(minutes=5 + int(300 * chance(f"{salt}/minutes")))
    return _clock(later, 9 + 8 * chance(f"{salt}/hour"))


def _clock(day: int, hour: float) -> dt.datetime:
    midnight = dt.datetime.combine(FIRST_DAY + dt.timedelta(days=day), dt.time(), tzinfo=BRUSSELS)
    return midnight + dt.timedelta(minutes=int(60 * hour))
