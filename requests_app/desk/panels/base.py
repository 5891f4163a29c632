"""The base class of the panels of a help request, with the access checks they share."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext

from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.models import User
from brusselshelps.desk.panels import Panel
from brusselshelps.http.request_state import note_refusal
from requests_app.desk.viewed_request_token import has_viewed, recently_taken_on
from requests_app.models import HelpRequest

LIST = "admin:requests_app_helprequest_changelist"
PAGE = "admin:requests_app_helprequest_change"


class RequestPanel(Panel):
    """One section of the page of a help request, with its actions."""

    @cached_property
    def user(self) -> User:
        return staff_of(self.request)

    def visible(self, pk: int, lock: bool = False) -> HelpRequest:
        """The request an action is about; raises Http404 if the user may not see it."""
        row: HelpRequest = self.admin.get_visible(self.request, pk, lock=lock)
        return row

    def visible_or_recently_taken_on(self, pk: int) -> HelpRequest:
        """The request, also if another office has just taken it on, provided the user had it on screen.
        Then they may learn who took it on first. Raises Http404 otherwise.
        """
        try:
            return self.visible(pk)
        except Http404:
            if not has_viewed(self.request, pk):
                raise
            row = recently_taken_on(pk)
            note_refusal(self.request)
        return row

    def is_ours(self, row: HelpRequest) -> bool:
        """Whether the user's back office may work on the request now."""
        return row.holder_id == self.user.backoffice_id and not row.set_aside_at

    def is_ours_or_in_intake(self, row: HelpRequest) -> bool:
        """Whether the user's back office holds the request or it is in the intake, which both offices handle."""
        return row.holder_id in (None, self.user.backoffice_id)

    def may_match(self, row: HelpRequest) -> bool:
        """Whether the user may propose a volunteer; doing so for a request in the intake also takes it on."""
        return self.is_ours_or_in_intake(row) and not row.set_aside_at

    def refuse_others(self, row: HelpRequest, or_intake: bool = False) -> bool:
        """Return whether the action is refused because the user's office does not hold the request, with a message.
        With `or_intake`, a request in the intake is not refused either.
        """
        if row.holder_id == self.user.backoffice_id or (or_intake and row.holder_id is None):
            return False
        messages.error(self.request, gettext("Your back office does not hold %(reference)s.") % {"reference": row})
        return True
