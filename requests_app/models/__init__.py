"""What is asked, and how it is answered."""

from .item import RequestItem, StatusChange
from .match import Match
from .request import Handover, HelpRequest

__all__ = ["Handover", "HelpRequest", "Match", "RequestItem", "StatusChange"]
