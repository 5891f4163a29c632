"""What is asked, and how it is answered."""

from .item import RequestItem, StatusChange
from .match import Match
from .need import OrganisationNeed
from .note import Note
from .request import Handover, HelpRequest

__all__ = ["Handover", "HelpRequest", "Match", "Note", "OrganisationNeed", "RequestItem", "StatusChange"]
