"""What is asked, and how it is answered."""

from .contact import ContactAttempt, Correction, SettingAside
from .handover import Handover
from .item import ReferredTo, RequestItem, StatusChange
from .match import Match, MatchChange
from .match_state import MatchState
from .need import OrganisationNeed
from .note import Note
from .request import HelpRequest
from .state import State

__all__ = [
    "ContactAttempt",
    "Correction",
    "Handover",
    "HelpRequest",
    "Match",
    "MatchChange",
    "MatchState",
    "Note",
    "OrganisationNeed",
    "ReferredTo",
    "RequestItem",
    "SettingAside",
    "State",
    "StatusChange",
]
