"""Every possible move between the states of items and of matches, generated from the table of allowed moves."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.accounts.models import User
from requests_app.models import Match, MatchChange, RequestItem, StatusChange
from requests_app.states import ENDS, MatchState, State
from tests.builders import make_check, make_request, make_volunteer

pytestmark = pytest.mark.django_db

LANGUAGES = ("nl", "fr", "en")


def moves(states: Any, allowed: dict[Any, Any], legal: bool) -> list[Any]:
    """The pairs of states between which a move is allowed, or those between which it is not."""
    pairs = [(old, new) for old, new in product(states, states) if (new in allowed.get(old, ())) == legal]
    return [pytest.param(old, new, id=f"{old}-{new}") for old, new in pairs]


def way_to(goal: Any, start: Any, allowed: dict[Any, Any]) -> list[Any]:
    """The shortest sequence of moves that leads to this state; fails if the state cannot be reached."""
    ways = [[start]]
    for way in ways:
        if way[-1] == goal:
            return way[1:]
        ways += [[*way, new] for new in allowed.get(way[-1], ()) if new not in way]
    raise AssertionError(f"nothing leads to {goal}")


def proposed(item: RequestItem) -> Match:
    """A match of the item with an insured volunteer."""
    volunteer = make_volunteer("dog")
    make_check(volunteer)
    return Match.propose(item, volunteer, by=None)


def item_in(state: State) -> RequestItem:
    item = make_request("dog").items.get()
    for step in way_to(state, State.OPEN, RequestItem.MOVES):
        match = proposed(item) if step == State.MATCHED else None
        if not match:
            item.move_to(step, by=None)
    return item


def match_in(state: MatchState) -> Match:
    match = proposed(make_request("dog").items.get())
    for step in way_to(state, MatchState.PROPOSED, Match.MOVES):
        match.move_to(step, by=None)
    return match


def history() -> dict[Any, set[int]]:
    return {model: set(model.objects.values_list("pk", flat=True)) for model in (StatusChange, MatchChange)}


def added(before: dict[Any, set[int]], model: Any) -> list[Any]:
    return list(model.objects.exclude(pk__in=before[model]))


def refusals(row: Any, new: Any, by: User) -> dict[str, str]:
    """The message that refuses the move, in each language."""
    said = {}
    for language in LANGUAGES:
        with override(language), pytest.raises(ValidationError) as refused:
            row.move_to(new, by)
        [said[language]] = refused.value.messages
    return said


def check_sentences(said: dict[str, str], old: Any, new: Any) -> None:
    """Check that each is a full sentence that names both states in its own language."""
    assert len(set(said.values())) == len(LANGUAGES)
    for language, sentence in said.items():
        with override(language):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert str(old.label) in sentence
            assert str(new.label) in sentence


@pytest.mark.parametrize(("old", "new"), moves(State, RequestItem.MOVES, legal=False))
def test_an_item_makes_no_other_move_and_a_sentence_says_so(old: State, new: State, noor: User) -> None:
    item = item_in(old)
    before = history()
    check_sentences(refusals(item, new, noor), old, new)
    assert RequestItem.objects.get().state == old
    assert history() == before


@pytest.mark.parametrize(("old", "new"), moves(MatchState, Match.MOVES, legal=False))
def test_a_match_makes_no_other_move_and_a_sentence_says_so(old: MatchState, new: MatchState, noor: User) -> None:
    match = match_in(old)
    before = history()
    state_of_item = RequestItem.objects.get().state
    check_sentences(refusals(match, new, noor), old, new)
    assert Match.objects.get().state == old
    assert RequestItem.objects.get().state == state_of_item
    assert history() == before


# The state that a proposed match gets when its item makes a move.
OF_ITS_MATCH = dict.fromkeys((State.OPEN, State.DONE, State.WITHDRAWN), MatchState.CANCELLED)
# The state that an item gets when its match ends; until then the item is matched.
OF_ITS_ITEM = dict.fromkeys(ENDS, State.OPEN) | {MatchState.DONE: State.DONE}


@pytest.mark.parametrize(("old", "new"), moves(State, RequestItem.MOVES, legal=True))
def test_a_move_of_an_item_leaves_a_line_of_history_and_ends_its_match(old: State, new: State, noor: User) -> None:
    item = item_in(old)
    before, begun = history(), timezone.now()
    item.move_to(new, noor)
    [change] = added(before, StatusChange)
    assert (change.item, change.old, change.new, change.by) == (item, old, new, noor)
    assert begun <= change.at <= timezone.now()
    assert RequestItem.objects.get().state == new
    ended = [OF_ITS_MATCH[new]] if old == State.MATCHED else []
    assert [match.state for match in Match.objects.all()] == ended
    assert [(change.new, change.by) for change in added(before, MatchChange)] == [(state, noor) for state in ended]


@pytest.mark.parametrize(("old", "new"), moves(MatchState, Match.MOVES, legal=True))
def test_a_move_of_a_match_leaves_a_line_of_history_and_moves_its_item(
    old: MatchState, new: MatchState, noor: User
) -> None:
    match = match_in(old)
    before, begun = history(), timezone.now()
    match.move_to(new, noor)
    [change] = added(before, MatchChange)
    assert (change.match, change.old, change.new, change.by) == (match, old, new, noor)
    assert begun <= change.at <= timezone.now()
    stored = Match.objects.get()
    assert (stored.state, stored.since) == (new, change.at)
    to = OF_ITS_ITEM.get(new, State.MATCHED)
    assert RequestItem.objects.get().state == to
    moved = [(change.old, change.new, change.by) for change in added(before, StatusChange)]
    assert moved == ([(State.MATCHED, to, noor)] if new in ENDS else [])


def test_when_help_that_was_accepted_is_given_the_match_is_done_too(noor: User) -> None:
    match = match_in(MatchState.ACCEPTED)
    match.item.finish(noor)
    assert Match.objects.get().state == MatchState.DONE
    assert MatchChange.objects.latest("pk").by == noor


def test_what_has_ended_moves_no_more_and_everything_else_can_end() -> None:
    """End states have no moves, and every other state is one move away from an end."""
    assert {state for state in MatchState if state not in Match.MOVES} == set(ENDS)
    assert all(set(moves) & set(ENDS) for moves in Match.MOVES.values())
    assert {state for state in State if state not in RequestItem.MOVES} == set(State) - {State.OPEN, State.MATCHED}
