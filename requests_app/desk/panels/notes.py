"""Notes residents add to their help request, and whether they have been read."""

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
        """Mark the notes as read; either back office may do so for a request in the intake."""
        row = self.visible(pk, lock=True)
        if not self.refuse_others(row, or_intake=True):
            row.read_notes()
        return self.back(pk)
