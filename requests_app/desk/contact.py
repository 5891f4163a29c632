"""What residents add to a help request, and every attempt to reach somebody about it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.http import require_POST

from ..models import HelpRequest
from .part import Part


class Contact(Part):
    def get_urls(self) -> list[URLPattern]:
        return [self.verb("<int:pk>/notes/", require_POST(self.read_notes), "read_notes"), *super().get_urls()]

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        notes = list(row.notes.all())
        own = {"notes": notes, "may_read_notes": any(note.read_at is None for note in notes)}
        return super().shows(request, row) | own

    @transaction.atomic
    def read_notes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """In the intake both back offices read, and so either may say that it has."""
        row = self.get_visible(request, pk, lock=True)
        if row.holder_id is None or not self.refuse_others(request, row):
            row.read_notes()
        return self.back(request, pk)
