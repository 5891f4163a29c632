"""The base class of the panels about a person, which appear on the pages of requests and of volunteers."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from brusselshelps.http.request_state import note_target
from requests_app.desk.panels.base import RequestPanel
from requests_app.desk.rows_of_person import KINDS, PersonRow


class PersonPanel(RequestPanel):
    """A panel about the person of a request or of a volunteer, shown on the page of either."""

    def is_allowed(self) -> bool:
        return self.admin.has_change_permission(self.request)

    def find(self, kind: str, pk: int) -> PersonRow:
        """The request or volunteer whose page the button was on.
        Raises PermissionDenied if the user may not use the panel at all, and Http404 if they may not see the row.
        """
        if kind in KINDS:
            note_target(self.request, KINDS[kind], pk)
        if not self.is_allowed():
            raise PermissionDenied
        if kind not in KINDS:
            raise Http404
        rows = KINDS[kind].objects.visible_to(self.user).select_related("person")
        return cast(PersonRow, get_object_or_404(rows, pk=pk))
