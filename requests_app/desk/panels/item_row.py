"""An item on the page of a help request, with the buttons for the actions available now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.models import User
from brusselshelps.lazy_text import LazyText
from requests_app.models import Match, RequestItem
from requests_app.models.item import ReferredTo
from requests_app.states import MatchState, State

# The ways to close an item without a volunteer, with the labels of their buttons.
CLOSING_WORDS: tuple[tuple[State, str, LazyText], ...] = (
    (State.UNMET, "", _("Nobody could be found")),
    (State.REFERRED, ReferredTo.WELFARE, _("The public centre for social welfare (OCMW or CPAS) helps")),
    (State.REFERRED, ReferredTo.DOCTOR, _("A doctor helps")),
    (State.REFERRED, ReferredTo.OTHER, _("Another service helps")),
    (State.WITHDRAWN, "", _("The help is no longer needed")),
)


def _say_yes(match: Match, by: User) -> None:
    """Accept a willing volunteer, who only needed an insurance check; a proposed one may still have to wait for it."""
    match.accept(by) if match.state == MatchState.WILLING else match.say_yes(by)


# The actions on a match by the resulting state, with the labels of their buttons.
MATCH_VERBS: dict[str, tuple[Callable[..., None], LazyText]] = {
    MatchState.ACCEPTED: (_say_yes, _("The volunteer said yes by phone")),
    MatchState.DECLINED: (Match.decline, _("The volunteer said no by phone")),
    MatchState.DONE: (Match.finish, _("The help was given")),
    MatchState.NO_SHOW: (Match.note_no_show, _("The volunteer did not come")),
    MatchState.CANCELLED: (Match.cancel, _("Cancel the match")),
}
# The next steps of a match are shown as main buttons; the other actions end it.
NEXT_STEPS = frozenset({MatchState.ACCEPTED, MatchState.DONE})
NOT_ACCEPTED = frozenset({MatchState.PROPOSED, MatchState.WILLING})


@dataclass(frozen=True)
class Button:
    """A button on the page: the URL it posts to, its label, and the value it sends."""

    url: str
    words: LazyText
    value: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class ItemRow:
    """An item for display.
    `match` is the active match, or the one through which the help was given; `is_only` means it is the only item.
    """

    item: RequestItem
    match: Match | None
    has_stopped: bool
    is_ours: bool
    may_match: bool
    is_only: bool

    @property
    def candidates_url(self) -> str:
        return self._url("candidates") if self.may_match and self.item.state == State.OPEN else ""

    @cached_property
    def lacks_insurance(self) -> bool:
        match = self.match if self.is_ours else None
        return match is not None and match.state in NOT_ACCEPTED and match.lacks_insurance

    @property
    def closings(self) -> list[Button]:
        moves = self.item.possible_moves if self.is_ours else ()
        return [Button(self._url("close", state), words, to) for state, to, words in CLOSING_WORDS if state in moves]

    @property
    def match_buttons(self) -> list[Button]:
        """The actions on the match; a willing volunteer without insurance can only be accepted by recording a check."""
        match = self.match
        if match is None or not self.is_ours:
            return []
        moves = set(match.possible_moves)
        if self.lacks_insurance and match.state == MatchState.WILLING:
            moves.discard(MatchState.ACCEPTED)
        about = self.item.request_id, match.pk
        return [
            Button(reverse("admin:helprequest_move_match", args=[*about, state]), words, is_main=state in NEXT_STEPS)
            for state, (_verb, words) in MATCH_VERBS.items()
            if state in moves
        ]

    @property
    def mistake(self) -> Button | None:
        if not self.is_ours or self.is_only or not self.item.may_be_set_aside:
            return None
        return Button(self._url("set_item_aside"), _("Chosen by mistake"))

    def _url(self, verb: str, *args: str) -> str:
        return reverse(f"admin:helprequest_{verb}", args=[self.item.request_id, self.item.pk, *args])
