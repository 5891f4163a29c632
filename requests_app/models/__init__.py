"""Help requests with their items and matches, what staff record about them, and needs of organisations."""

from requests_app.models.contact import ContactAttempt, Correction, SettingAside
from requests_app.models.handover import Handover
from requests_app.models.item import ReferredTo, RequestItem, StatusChange
from requests_app.models.match import Match, MatchChange
from requests_app.models.note import Note
from requests_app.models.organisation_need import OrganisationNeed
from requests_app.models.request import HelpRequest

__all__ = [
    "ContactAttempt",
    "Correction",
    "Handover",
    "HelpRequest",
    "Match",
    "MatchChange",
    "Note",
    "OrganisationNeed",
    "ReferredTo",
    "RequestItem",
    "SettingAside",
    "StatusChange",
]
