"""The states of a match: each has the column that dates it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy


class MatchState(models.TextChoices):
    PROPOSED = "proposed", gettext_lazy("proposed")
    WILLING = "willing", gettext_lazy("willing, insurance to be checked")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    DECLINED = "declined", gettext_lazy("declined")
    LAPSED = "lapsed", gettext_lazy("not answered in time")
    CANCELLED = "cancelled", gettext_lazy("cancelled")
    DONE = "done", gettext_lazy("done")
    NO_SHOW = "no_show", gettext_lazy("did not show up")


# The column that dates each state, the latest step first; what has none of them is proposed.
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
