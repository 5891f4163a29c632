"""What is asked, and how it is answered."""

from .item import RequestItem, StatusChange
from .match import Match
from .need import OrganisationNeed
from .request import Handover, HelpRequest, Note

__all__ = ["Handover", "HelpRequest", "Match", "Note", "OrganisationNeed", "RequestItem", "StatusChange"]
