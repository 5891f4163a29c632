"""Queries for matches by how far they have progressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from requests_app.states import NOT_ENDED
from volunteers.models import Candidacy

if TYPE_CHECKING:
    from requests_app.models.match import Match  # noqa: F401  named in a string, as the type of the rows


class MatchQuerySet(models.QuerySet["Match"]):
    def active(self) -> MatchQuerySet:
        """Active matches: proposed, willing or accepted, and not ended in any way."""
        return self.filter(NOT_ENDED)

    def ended(self) -> MatchQuerySet:
        return self.filter(~NOT_ENDED)

    def silent(self) -> MatchQuerySet:
        """Proposed matches that were not answered in time."""
        return self.unanswered().filter(answer_by__lt=timezone.now())

    def unanswered(self) -> MatchQuerySet:
        return self.active().filter(willing_at=None, accepted_at=None)

    def accepted(self) -> MatchQuerySet:
        """Accepted matches for which the help is still to be given."""
        return self.active().filter(accepted_at__isnull=False)

    def with_who_stopped(self) -> MatchQuerySet:
        """Active matches of volunteers who have since stopped; they remain until a clerk has called."""
        return self.active().exclude(Exists(Candidacy.objects.open().filter(volunteer=OuterRef("volunteer"))))

    def willing(self) -> MatchQuerySet:
        """Matches the volunteer agreed to whose insurance still has to be checked."""
        return self.active().filter(willing_at__isnull=False, accepted_at=None)
