"""The page of one help request: what is asked, the moves that are possible, and what happened."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.shown import ShowsPerson, phone_link, yes_or_no
from brusselshelps.people.text import read_phone

from ..models import HelpRequest
from .history import history_of
from .part import Part

CORRECTABLE = ("locality", "urgency", "by_when")
ON_BEHALF = ("on_behalf_name", "on_behalf_phone_link", "on_behalf_relation", "agreed")
DATES = ("channel", "received_at", "recorded_at", "handled_at")
SET_ASIDE = ("set_aside_at", "set_aside_reason")


class RequestPage(ShowsPerson, Part):
    readonly_fields = (*ShowsPerson.PERSON, *ON_BEHALF, "message", *DATES, *SET_ASIDE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the back office that holds a request corrects it."""
        ours = obj is None or obj.holder_id == request.user.backoffice_id  # type: ignore[union-attr]
        return ours and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sections = [
            (_("What is asked"), {"fields": ("message", *CORRECTABLE)}),
            (_("Person"), {"fields": self.PERSON}),
        ]
        if obj and (obj.on_behalf_name or obj.on_behalf_phone or obj.on_behalf_relation):
            sections.append((_("Asked by somebody else"), {"fields": ON_BEHALF}))
        dates = (*DATES, *SET_ASIDE) if obj and obj.set_aside_at else DATES
        return [*sections, (_("Dates"), {"fields": dates})]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if self.has_view_permission(request) else None
        return super().change_view(request, object_id, form_url, self._page(request, row) if row else None)

    def _page(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        """What the page shows besides the fields: what each part of the desk adds, and what happened."""
        return self.shows(request, row) | {
            "state": self.state(row),  # type: ignore[attr-defined]  # as the list says it
            "held_by": row.holder or gettext("nobody"),
            "history": history_of(row),
        }

    def save_model(self, request: HttpRequest, obj: HelpRequest, form: Any, change: bool) -> None:
        """Only the corrections are written: who holds the request may have changed since it was read."""
        obj.save(update_fields=form.changed_data)

    @admin.display(description=_("phone of who asks"))
    def on_behalf_phone_link(self, row: HelpRequest) -> str:
        return phone_link(read_phone(row.on_behalf_phone), row.on_behalf_phone)

    @admin.display(description=_("the person agrees"))
    def agreed(self, row: HelpRequest) -> str:
        return yes_or_no(row.on_behalf_agreed)
