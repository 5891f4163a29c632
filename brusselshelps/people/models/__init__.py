"""Persons, and the data kept about them apart from what they ask for and offer."""

from brusselshelps.people.models.legal_hold import LegalHold
from brusselshelps.people.models.merge import PersonMerge
from brusselshelps.people.models.person import (
    CONTACT,
    HOME_ADDRESS,
    LANGUAGES_SPOKEN,
    SPOKEN,
    Person,
    erase_people,
    erasure_line,
)
from brusselshelps.people.models.rate_limit_counter import SubmissionCount
from brusselshelps.people.models.retention_batch import RetentionBatch
from brusselshelps.people.models.signed_link import Link, new_nonce
from brusselshelps.people.models.submission import Submission

__all__ = [
    "CONTACT",
    "HOME_ADDRESS",
    "LANGUAGES_SPOKEN",
    "SPOKEN",
    "LegalHold",
    "Link",
    "Person",
    "PersonMerge",
    "RetentionBatch",
    "Submission",
    "SubmissionCount",
    "erase_people",
    "erasure_line",
    "new_nonce",
]
