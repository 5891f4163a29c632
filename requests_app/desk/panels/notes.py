"""What residents add to their help request, and whether somebody read it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse

from brusselshelps.desk.panels import Action
from requests_app.desk.panels.base import RequestPanel
from requests_app.models import HelpRequest


class NotesPanel(RequestPanel):
    name = "notes"
    template = "admin/requests_app/helprequest/notes.html"
    actions = (Action("<int:pk>/notes/", "read_notes"),)

    def context(self, row: HelpRequest) -> dict[str, object]:
        notes = list(row.notes.all())
        return {"notes": notes, "may_read_notes": any(note.read_at is None for note in notes)}

    @transaction.atomic
    def read_notes(self, pk: int) -> HttpResponse:
        """Both back offices read what is in the intake, and so either may say that it has."""
        row = self.visible(pk, lock=True)
        if not self.refuse_others(row, or_intake=True):
            row.read_notes()
        return self.back(pk)
