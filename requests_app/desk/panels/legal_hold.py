"""Placing and ending a legal hold on a person, by a lead, on the page of a request or of a volunteer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.date_fields import BoundedDay
from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.panels import FORM, Action
from brusselshelps.form_layout import desk_helper_of
from brusselshelps.people.models import LegalHold
from requests_app.desk.panels.person import PersonPanel
from requests_app.desk.rows_of_person import PersonRow, kind_of, page_of


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Which law or claim requires this data to be kept?"),
        help_text=_("Write only what is needed: the person may read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say which law or claim requires this data to be kept.")},
    )
    until = BoundedDay(
        label=_("Up to and including"),
        help_text=_("Empty: until somebody ends it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date that exists.")},
    )
    helper = desk_helper_of("reason", "until")


class LegalHoldPanel(PersonPanel):
    """Shows the reason to leads only, and does not reveal which other rows belong to the same person."""

    name = "legal_hold"
    template = "admin/requests_app/helprequest/legal_hold.html"
    actions = (
        Action("hold/<slug:kind>/<int:pk>/", "hold", FORM),
        Action("hold/<slug:kind>/<int:pk>/end/<int:hold>/", "end_hold"),
    )

    def context(self, row: PersonRow) -> dict[str, object]:
        hold = LegalHold.objects.on([row.person_id]).annotate(who=UsernameOf("by")).first()
        return {
            "kind": kind_of(row),
            "hold": hold,
            "is_lead": self.user.is_lead,
            "may_hold": self.user.is_lead and hold is None and row.person.erased_at is None,
        }

    def is_allowed(self) -> bool:
        return super().is_allowed() and self.user.is_lead

    def hold(self, kind: str, pk: int) -> HttpResponse:
        row = self.find(kind, pk)
        form = HoldForm(self.sent)
        if form.is_valid() and self._is_put(row, form):
            return HttpResponseRedirect(page_of(row))
        template = "admin/requests_app/helprequest/hold.html"
        return self.page(
            template, gettext("Place a legal hold on this data"), row, {"form": form, "back": page_of(row)}
        )

    def _is_put(self, row: PersonRow, form: HoldForm) -> bool:
        try:
            LegalHold.put_on(row.person, form.cleaned_data["reason"], self.user, form.cleaned_data["until"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        sentence = gettext("There is now a legal hold on %(reference)s: nothing in it will be erased.")
        messages.success(self.request, sentence % {"reference": row})
        return True

    def end_hold(self, kind: str, pk: int, hold: int) -> HttpResponse:
        row = self.find(kind, pk)
        if carry_out(self.request, get_object_or_404(LegalHold, pk=hold, person=row.person_id).end, by=self.user):
            messages.success(self.request, _consequence(row))
        return HttpResponseRedirect(page_of(row))


def _consequence(row: PersonRow) -> str:
    """The message about what happens now the hold has ended; it differs if the person asked for erasure."""
    if row.person.erasure_requested_at and not row.person.is_held:
        return gettext("The hold has ended. This person asked for their data to be erased: it is being erased now.")
    return gettext("The legal hold has ended. The usual periods apply again.")
