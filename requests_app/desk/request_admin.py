"""The page of a help request, composed of panels; the back office that holds the request can correct it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.database_roles import as_owner
from brusselshelps.accounts.current_user import staff_of
from brusselshelps.desk.display import PersonColumns, phone_link, yes_or_no
from brusselshelps.people.input_cleaning import read_phone
from requests_app.desk.correctable_fields import OF_PERSON, ON_BEHALF, WHAT
from requests_app.desk.correction import NOT_THEIRS, CorrectionForm, save_correction, typed_by
from requests_app.desk.dashboard_lines import DashboardPanel
from requests_app.desk.demand_and_supply import DemandAndSupplyPanel
from requests_app.desk.panels.assignment import AssignmentPanel
from requests_app.desk.panels.contact import ContactPanel
from requests_app.desk.panels.duplicates import DuplicatesPanel
from requests_app.desk.panels.history import HistoryPanel
from requests_app.desk.panels.insurance import InsurancePanel
from requests_app.desk.panels.items import ItemsPanel
from requests_app.desk.panels.legal_hold import LegalHoldPanel
from requests_app.desk.panels.matching import MatchingPanel
from requests_app.desk.panels.notes import NotesPanel
from requests_app.desk.panels.set_aside_spam import SetAsidePanel
from requests_app.desk.panels.summary import SummaryPanel
from requests_app.desk.phone_intake import PhoneIntakePanel
from requests_app.desk.request_list import HelpRequestList
from requests_app.desk.viewed_request_token import has_viewed, recently_taken_on
from requests_app.models import Correction, HelpRequest

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec

DATES = ("channel", "received_at", "recorded_at", "handled_at")
SET_ASIDE = ("set_aside_at", "set_aside_reason")
ON_BEHALF_SHOWN = ("on_behalf_name", "on_behalf_phone_link", "on_behalf_relation", "agreed")


class HelpRequestAdmin(HelpRequestList):
    """The page of a help request, read-only except for the back office that holds it."""

    # The order on the start page and of the URLs; the template decides the order on the page of a request.
    panels = (
        *(PhoneIntakePanel, DashboardPanel, DemandAndSupplyPanel),
        *(SummaryPanel, AssignmentPanel, SetAsidePanel, NotesPanel, MatchingPanel, ItemsPanel, InsurancePanel),
        *(ContactPanel, DuplicatesPanel, LegalHoldPanel, HistoryPanel),
    )
    readonly_fields = (*PersonColumns.PERSON, *ON_BEHALF_SHOWN, *DATES, *SET_ASIDE)

    def has_change_permission(self, request: HttpRequest, obj: HelpRequest | None = None) -> bool:
        """Whether the user may correct the request: only the back office that holds it may."""
        is_ours = obj is None or obj.holder_id == staff_of(request).backoffice_id
        return is_ours and super().has_change_permission(request, obj)

    def _may_correct_person(self, request: HttpRequest, obj: HelpRequest | None) -> bool:
        return obj is not None and self.has_change_permission(request, obj) and not obj.person.erased_at

    def get_fieldsets(self, request: HttpRequest, obj: HelpRequest | None = None) -> _FieldsetSpec:
        corrects = self._may_correct_person(request, obj)
        hidden = NOT_THEIRS if obj and self.has_change_permission(request, obj) else ()
        asks = obj and (obj.on_behalf_name or obj.on_behalf_phone or obj.on_behalf_relation)
        sections: _FieldsetSpec = [
            (_("What is asked for"), {"fields": ("message", *WHAT, *hidden)}),
            (_("Person"), {"fields": tuple(OF_PERSON) if corrects else self.PERSON}),
        ]
        if asks or corrects:
            fields = ON_BEHALF if corrects else ON_BEHALF_SHOWN
            classes = () if asks else ("collapse",)
            sections = [*sections, (_("Asked by somebody else"), {"fields": fields, "classes": classes})]
        dates = (*DATES, *SET_ASIDE) if obj and obj.set_aside_at else DATES
        return [*sections, (_("Dates"), {"fields": dates})]

    def get_readonly_fields(self, request: HttpRequest, obj: HelpRequest | None = None) -> tuple[str, ...]:
        if self._may_correct_person(request, obj):
            return (*DATES, *SET_ASIDE)
        return (*self.readonly_fields, "message")

    def get_form(
        self, request: HttpRequest, obj: HelpRequest | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[HelpRequest]]:
        kwargs["form"] = CorrectionForm.of(staff_of(request))
        return super().get_form(request, obj, change, **kwargs)

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if row and request.method == "POST":
            Correction.lock(row)
            row = self.get_object(request, object_id)
        if row is None and request.method == "POST" and has_viewed(request, object_id):
            return self._handed_over_meanwhile(request, object_id)
        panels = {"panels": self.drawn_panels(request, row)} if row else None
        return super().change_view(request, object_id, form_url, panels)

    def _handed_over_meanwhile(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show clerks who had the request on screen their own input and who holds the request now, but nothing else."""
        row = recently_taken_on(object_id)
        with as_owner():
            typed = typed_by(request, row)
        template = "admin/requests_app/helprequest/correction_lost.html"
        title = gettext("This could not be saved")
        return self.render_page(request, template, title, row, {"typed": typed}, status=409)

    def save_model(self, request: HttpRequest, obj: HelpRequest, form: CorrectionForm, change: bool) -> None:
        save_correction(form, by=staff_of(request))

    @admin.display(description=_("phone of the person asking"))
    def on_behalf_phone_link(self, row: HelpRequest) -> str:
        return phone_link(read_phone(row.on_behalf_phone), row.on_behalf_phone)

    @admin.display(description=_("the person agrees"))
    def agreed(self, row: HelpRequest) -> str:
        return yes_or_no(row.on_behalf_agreed)
