"""The states of items and matches, and how the state of a request follows from its items."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    OPEN = "open", gettext_lazy("open")
    MATCHED = "matched", gettext_lazy("matched")
    DONE = "done", gettext_lazy("done")
    UNMET = "unmet", gettext_lazy("unmet")
    REFERRED = "referred", gettext_lazy("referred")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


# The state of a request whose items differ is the first of these: what still waits, then the best outcome.
BY_NEED = (State.OPEN, State.MATCHED, State.DONE, State.REFERRED, State.UNMET, State.WITHDRAWN)
# States that answer a request and so mark it as handled.
ANSWERS = frozenset({State.MATCHED, State.DONE, State.UNMET, State.REFERRED})


class MatchState(models.TextChoices):
    PROPOSED = "proposed", gettext_lazy("proposed")
    WILLING = "willing", gettext_lazy("willing, insurance to be checked")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    DECLINED = "declined", gettext_lazy("declined")
    LAPSED = "lapsed", gettext_lazy("not answered in time")
    CANCELLED = "cancelled", gettext_lazy("cancelled")
    DONE = "done", gettext_lazy("done")
    NO_SHOW = "no_show", gettext_lazy("did not show up")


# The timestamp column of each state, latest step first; a match with none of them is proposed.
STAMPS: dict[MatchState, str] = {
    MatchState.DONE: "done_at",
    MatchState.NO_SHOW: "no_show_at",
    MatchState.CANCELLED: "cancelled_at",
    MatchState.LAPSED: "lapsed_at",
    MatchState.DECLINED: "declined_at",
    MatchState.ACCEPTED: "accepted_at",
    MatchState.WILLING: "willing_at",
}
ENDS = (MatchState.DONE, MatchState.NO_SHOW, MatchState.CANCELLED, MatchState.LAPSED, MatchState.DECLINED)
NOT_ENDED = Q(**{STAMPS[state]: None for state in ENDS})
