"""The page of one help request: what is asked, the moves that are possible, and what happened."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.database_roles import as_owner
from brusselshelps.desk.display import PersonColumns, phone_link, yes_or_no
from brusselshelps.people.typed_text import read_phone
from requests_app.desk.correctable_fields import OF_PERSON, OF_REQUEST, ON_BEHALF, WHAT
from requests_app.desk.correction import NOT_THEIRS, CorrectionForm, correct_person, typed_by
from requests_app.desk.filters import is_late
from requests_app.desk.panels.assignment import just_gone, was_shown
from requests_app.desk.panels.base import Part
from requests_app.desk.person_history import history_of_person
from requests_app.desk.request_history import history_of
from requests_app.models import Correction, HelpRequest
from requests_app.retention import erased_on

DATES = ("channel", "received_at", "recorded_at", "handled_at")
SET_ASIDE = ("set_aside_at", "set_aside_reason")
ON_BEHALF_SHOWN = ("on_behalf_name", "on_behalf_phone_link", "on_behalf_relation", "agreed")


class RequestPage(PersonColumns, Part):
    """Whoever holds a request corrects on its page; for anybody else it is there to be read."""

    readonly_fields = (*PersonColumns.PERSON, *ON_BEHALF_SHOWN, *DATES, *SET_ASIDE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the back office that holds a request corrects it."""
        ours = obj is None or obj.holder_id == request.user.backoffice_id  # type: ignore[union-attr]
        return ours and super().has_change_permission(request, obj)

    def _corrects(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and self.has_change_permission(request, obj) and not obj.person.erased_at

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        corrects = self._corrects(request, obj)
        hidden = NOT_THEIRS if obj and self.has_change_permission(request, obj) else ()
        asks = obj and (obj.on_behalf_name or obj.on_behalf_phone or obj.on_behalf_relation)
        sections: list[Any] = [
            (_("What is asked"), {"fields": ("message", *WHAT, *hidden)}),
            (_("Person"), {"fields": tuple(OF_PERSON) if corrects else self.PERSON}),
        ]
        if asks or corrects:
            fields = ON_BEHALF if corrects else ON_BEHALF_SHOWN
            section = {"fields": fields, "classes": () if asks else ("collapse",)}
            sections.append((_("Asked by somebody else"), section))
        dates = (*DATES, *SET_ASIDE) if obj and obj.set_aside_at else DATES
        return [*sections, (_("Dates"), {"fields": dates})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._corrects(request, obj):
            return (*DATES, *SET_ASIDE)
        return (*self.readonly_fields, "message")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = CorrectionForm.of(request.user)
        return super().get_form(request, obj, change, **kwargs)

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if row and request.method == "POST":
            Correction.lock(row)
            row = self.get_object(request, object_id)
        if row is None and request.method == "POST" and was_shown(request, object_id):
            return self._handed_over_meanwhile(request, object_id)
        return super().change_view(request, object_id, form_url, self._page(request, row) if row else None)

    def _page(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        """What the page shows besides the fields: what each part of the desk adds, and what happened."""
        user: Any = request.user
        return self.shows(request, row) | {
            "state": self.standing(row),  # type: ignore[attr-defined]  # as the list says it
            "late": is_late(row),
            "erased_on": erased_on(row),
            "held_by": row.holder or gettext("nobody"),
            "history": history_of(row, history_of_person(user, row)),
        }

    def _handed_over_meanwhile(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Who had it on screen reads back what they typed; who holds it now is all they learn of the request."""
        row = just_gone(object_id)
        with as_owner():
            typed = typed_by(request, row)
        context = self.admin_site.each_context(request) | {
            "title": gettext("This could not be saved"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "typed": typed,
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/correction_lost.html", context, status=409)

    def save_model(self, request: HttpRequest, obj: HelpRequest, form: Any, change: bool) -> None:
        """Only what differs is written: who holds the request may have changed since it was read."""
        columns = form.corrections()
        obj.save(update_fields=[name for name in columns if name in OF_REQUEST])
        of_person = [name for name in columns if name in OF_PERSON]
        if of_person:
            correct_person(obj.person, {name: form.cleaned_data[name] for name in of_person})
        if columns:
            Correction.objects.create(request=obj, columns=columns, by=request.user)  # type: ignore[misc]

    @admin.display(description=_("phone of who asks"))
    def on_behalf_phone_link(self, row: HelpRequest) -> str:
        return phone_link(read_phone(row.on_behalf_phone), row.on_behalf_phone)

    @admin.display(description=_("the person agrees"))
    def agreed(self, row: HelpRequest) -> str:
        return yes_or_no(row.on_behalf_agreed)
