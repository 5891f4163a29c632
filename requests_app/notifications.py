"""Queue e-mails for events. Called by the models; `requests_app.tasks` composes and sends the mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brusselshelps import mail
from requests_app.states import MatchState

if TYPE_CHECKING:
    from requests_app.models import HelpRequest, Match

# The e-mail templates by the new state of a match, to the volunteer and to the resident.
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
    """Queue the e-mails about a change of state of this match; a job carries ids and the state it is about."""
    if new in TO_VOLUNTEER and match.volunteer.person.email:
        mail.queue("requests_app.tasks.mail_volunteer", match_id=match.pk, state=new.value)
    for_resident = new in TO_RESIDENT or (old == MatchState.ACCEPTED and new in TO_RESIDENT_WHO_HAD_ONE)
    if for_resident and match.item.request.person.email:
        mail.queue("requests_app.tasks.mail_resident", match_id=match.pk, state=new.value)


def handed_over(request: HelpRequest) -> None:
    """Queue the e-mail that tells a resident which back office now handles their request."""
    if request.person.email:
        mail.queue("requests_app.tasks.mail_handover", request_id=request.pk)
