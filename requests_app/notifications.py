"""Which event queues which letter. Models call this; the letters themselves are written by `requests_app.tasks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brusselshelps import mail
from requests_app.states import MatchState

if TYPE_CHECKING:
    from requests_app.models import HelpRequest, Match

# What a move of a match tells: the letter to the volunteer and the one to the resident, where there is one.
TO_VOLUNTEER: dict[str, str] = {
    MatchState.PROPOSED: "match_proposed",
    MatchState.WILLING: "match_willing",
    MatchState.ACCEPTED: "match_accepted",
    MatchState.LAPSED: "match_lapsed",
    MatchState.CANCELLED: "match_cancelled",
}
TO_RESIDENT: dict[str, str] = {MatchState.ACCEPTED: "volunteer_found", MatchState.NO_SHOW: "volunteer_sought_again"}
TO_RESIDENT_WHO_HAD_ONE = {MatchState.CANCELLED: "volunteer_sought_again"}


def match_moved(match: Match, old: str, new: MatchState) -> None:
    """Queue the letters that a move of this match causes; a job carries ids and the state it is about."""
    if new in TO_VOLUNTEER and match.volunteer.person.email:
        mail.queue("requests_app.tasks.mail_volunteer", match_id=match.pk, state=new.value)
    for_resident = new in TO_RESIDENT or (old == MatchState.ACCEPTED and new in TO_RESIDENT_WHO_HAD_ONE)
    if for_resident and match.item.request.person.email:
        mail.queue("requests_app.tasks.mail_resident", match_id=match.pk, state=new.value)


def handed_over(request: HelpRequest) -> None:
    """Queue the letter that tells a resident which back office handles the request now."""
    if request.person.email:
        mail.queue("requests_app.tasks.mail_handover", request_id=request.pk)
