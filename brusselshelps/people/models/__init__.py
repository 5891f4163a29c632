"""Persons, and what is kept about them apart from what they ask and offer."""

from brusselshelps.people.models.legal_hold import LegalHold
from brusselshelps.people.models.link import Link, new_nonce
from brusselshelps.people.models.merge import PersonMerge
from brusselshelps.people.models.person import (
    CONTACT,
    DOOR,
    SPOKEN,
    TALK,
    Person,
    forget_people,
    forgotten_line,
)
from brusselshelps.people.models.retention_batch import RetentionBatch
from brusselshelps.people.models.submission import Submission
from brusselshelps.people.models.submission_count import SentCount

__all__ = [
    "CONTACT",
    "DOOR",
    "SPOKEN",
    "TALK",
    "LegalHold",
    "Link",
    "Person",
    "PersonMerge",
    "RetentionBatch",
    "SentCount",
    "Submission",
    "forget_people",
    "forgotten_line",
    "new_nonce",
]
