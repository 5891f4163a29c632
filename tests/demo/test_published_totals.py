"""Distributing published totals: whatever they are, the parts add up to them exactly."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from brusselshelps.demo import published_totals

KINDS = some.dictionaries(some.sampled_from("abcdefgh"), some.integers(0, 30), min_size=1)


@given(KINDS, some.integers(1, 200))
def test_dealing_gives_every_card_to_a_hand_and_no_hand_the_same_kind_twice(counts: dict[str, int], hands: int) -> None:
    hands = max(hands, *counts.values(), 1)
    dealt = published_totals.deal(counts, hands)

    assert Counter(kind for hand in dealt for kind in hand) == Counter(counts)
    assert all(len(hand) == len(set(hand)) for hand in dealt)
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


@given(some.integers(0, 5000), some.dictionaries(some.text(), some.integers(1, 1000), min_size=1))
def test_a_total_divided_in_proportion_adds_up_again(total: int, weights: dict[str, int]) -> None:
    shares = published_totals.in_proportion(total, weights)

    assert sum(shares.values()) == total
    assert all(abs(shares[name] - total * weights[name] / sum(weights.values())) < 1 for name in weights)


@given(some.lists(some.text()), some.text())
def test_mixing_loses_nothing_and_always_gives_the_same_order(things: list[str], salt: str) -> None:
    assert Counter(published_totals.mixed(things, salt)) == Counter(things)
    assert published_totals.mixed(things, salt) == published_totals.mixed(things, salt)


@given(some.text())
def test_every_moment_lies_in_the_campaign_and_help_comes_after_the_question(salt: str) -> None:
    first = published_totals.first_moment(salt)
    later = published_totals.later_moment(first, salt)

    assert dt.datetime(2020, 3, 16, tzinfo=published_totals.BRUSSELS) <= first < later
    assert later < dt.datetime(2020, 4, 30, tzinfo=published_totals.BRUSSELS)


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        (published_totals.candidacies(), 4281),
        (published_totals.residents(), 2228),
        (published_totals.asked(), 354),
        (published_totals.askers(), 272),
        (published_totals.HELD, 272),
    ],
)
def test_the_margins_are_those_of_the_answer(counts: dict[str, int], total: int) -> None:
    assert sum(counts.values()) == total


def test_nobody_asks_for_masks() -> None:
    assert "masks" in published_totals.candidacies()
    assert "masks" not in published_totals.asked()


def test_people_are_erased_on_the_last_day_of_2020_in_brussels_and_in_greenwich() -> None:
    for zone in (published_totals.BRUSSELS, dt.UTC):
        assert published_totals.ERASED_AT.astimezone(zone).date() == dt.date(2020, 12, 31)
