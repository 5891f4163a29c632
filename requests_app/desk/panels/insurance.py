"""Recording a check of a volunteer's insurance; matches that were only waiting for it are accepted at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.date_fields import BoundedDay
from brusselshelps.desk.panels import FORM, Action
from brusselshelps.form_layout import desk_helper_of
from brusselshelps.http.request_state import note_target
from requests_app.desk.panels.base import PAGE, RequestPanel
from requests_app.models import HelpRequest, Match
from volunteers.models import InsuranceCheck, Volunteer

Outcome, Method = InsuranceCheck.Outcome, InsuranceCheck.Method
VOLUNTEER = "admin:volunteers_volunteer_change"


class InsuranceForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What did you find out?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you found out."),
            "invalid_choice": _("Choose what you found out."),
        },
    )
    method = forms.ChoiceField(
        label=_("How?"),
        choices=[(method.value, method.label) for method in (Method.PHONE, Method.SELF, Method.DOCUMENT)],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you found out."),
            "invalid_choice": _("Choose how you found out."),
        },
    )
    valid_until = BoundedDay(
        label=_("Valid until"),
        help_text=_("Leave this empty if no last day is known."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date that exists.")},
    )
    helper = desk_helper_of("outcome", "method", "valid_until")

    def clean_valid_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["valid_until"]
        if day and day < timezone.localdate():
            raise ValidationError(_("Choose a day that has not passed yet."))
        return day


class InsurancePanel(RequestPanel):
    """Not shown on the page of a request; its own page is linked from a match and from the page of a volunteer."""

    actions = (Action("insurance/<int:volunteer>/", "insurance", FORM),)

    def insurance(self, volunteer: int) -> HttpResponse:
        note_target(self.request, Volunteer, volunteer)
        if not self.admin.has_change_permission(self.request):
            raise PermissionDenied
        insured = get_object_or_404(Volunteer.objects.visible_to(self.user), pk=volunteer)
        back = _page_of(insured, self._came_from())
        form = InsuranceForm(self.sent)
        if form.is_valid():
            self._record(insured, form.cleaned_data)
            return HttpResponseRedirect(back)
        template = "admin/requests_app/helprequest/insurance.html"
        return self.page(template, gettext("Record an insurance check"), insured, {"form": form, "back": back})

    def _came_from(self) -> HelpRequest | None:
        """The request whose page the user came from, if they may see it."""
        key = self.request.GET.get("request", "")
        if not (key.isascii() and key.isdecimal() and len(key) < 19):
            return None
        row: HelpRequest | None = self.admin.get_queryset(self.request).filter(pk=key).first()
        return row

    def _record(self, volunteer: Volunteer, learned: dict[str, Any]) -> None:
        InsuranceCheck.record(volunteer, learned["outcome"], learned["method"], self.user, learned["valid_until"])
        accepted = Match.accept_insured(volunteer, self.user)
        sentence = gettext("The insurance check of %(volunteer)s has been recorded.") % {"volunteer": volunteer}
        if accepted:
            sentence += " " + _accepted(len(accepted))
        messages.success(self.request, sentence)


def _page_of(volunteer: Volunteer, came_from: HelpRequest | None) -> str:
    return reverse(PAGE, args=[came_from.pk]) if came_from else reverse(VOLUNTEER, args=[volunteer.pk])


def _accepted(number: int) -> str:
    words = {"number": number}
    sentence = ngettext(
        "%(number)d match that was waiting for it has been accepted.",
        "%(number)d matches that were waiting for it have been accepted.",
        number,
    )
    return sentence % words
