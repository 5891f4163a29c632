"""What the panels of a help request have in common: who may do what with it."""

from __future__ import annotations

from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext

from brusselshelps.accounts.models import User
from brusselshelps.accounts.staff import staff_of
from brusselshelps.desk.panels import Panel
from brusselshelps.http.request_state import note_refusal
from requests_app.desk.proof_of_view import has_viewed, recently_taken_on
from requests_app.models import HelpRequest

LIST = "admin:requests_app_helprequest_changelist"
PAGE = "admin:requests_app_helprequest_change"


class RequestPanel(Panel):
    """One subject of the work on a help request."""

    @cached_property
    def user(self) -> User:
        return staff_of(self.request)

    def visible(self, pk: int, lock: bool = False) -> HelpRequest:
        """The request a verb is about; 404 for anybody who may not see it, as if it did not exist."""
        row: HelpRequest = self.admin.get_visible(self.request, pk, lock=lock)
        return row

    def visible_or_recently_taken_on(self, pk: int) -> HelpRequest:
        """Whoever had the request on screen may learn who was quicker; for anybody else it does not exist."""
        try:
            return self.visible(pk)
        except Http404:
            if not has_viewed(self.request, pk):
                raise
            row = recently_taken_on(pk)
            note_refusal(self.request)
        return row

    def is_ours(self, row: HelpRequest) -> bool:
        """Whether the back office of this member of staff may work on it now."""
        return row.holder_id == self.user.backoffice_id and not row.set_aside_at

    def is_ours_or_in_intake(self, row: HelpRequest) -> bool:
        """Both back offices look after the intake."""
        return row.holder_id in (None, self.user.backoffice_id)

    def may_match(self, row: HelpRequest) -> bool:
        """Proposing somebody for a request in the intake takes it on as well."""
        return self.is_ours_or_in_intake(row) and not row.set_aside_at

    def refuse_others(self, row: HelpRequest, or_intake: bool = False) -> bool:
        """Whether their back office does not hold it, nor is it in the intake if that will do; a message says so."""
        if row.holder_id == self.user.backoffice_id or (or_intake and row.holder_id is None):
            return False
        messages.error(self.request, gettext("Your back office does not hold %(reference)s.") % {"reference": row})
        return True
