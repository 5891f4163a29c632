"""Queries for the help requests a user may see, and for the intake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from requests_app.states import State

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User
    from requests_app.models.request import HelpRequest  # noqa: F401  named in a string, as the type of the rows


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, user: User) -> HelpRequestQuerySet:
        """The requests of the user's back office and the intake; for leads also those handled but held by nobody."""
        if user.backoffice_id is None:
            return self.none()
        nobodys = Q(holder=None) if user.is_lead else Q(holder=None, handled_at=None)
        return self.filter(Q(holder=user.backoffice_id) | nobodys)

    def intake(self) -> HelpRequestQuerySet:
        """New requests, which both back offices see: open, not held by anybody, not handled and not set aside."""
        return self.filter(state=State.OPEN, holder=None, handled_at=None, set_aside_at=None)
