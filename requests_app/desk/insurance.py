"""Recording what was learned about a volunteer's insurance; what waited only for that is accepted at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from brusselshelps.accounts.looks import asks_for
from brusselshelps.people.layout import desk_helper_of
from brusselshelps.reference.bounds import BoundedDay
from volunteers.models import InsuranceCheck, Volunteer

from ..models import HelpRequest, Match
from .part import PAGE, Part

Outcome, Method = InsuranceCheck.Outcome, InsuranceCheck.Method
VOLUNTEER = "admin:volunteers_volunteer_change"


class InsuranceForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What did you learn?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you learned."),
            "invalid_choice": _("Choose what you learned."),
        },
    )
    method = forms.ChoiceField(
        label=_("How?"),
        choices=[(method.value, method.label) for method in (Method.PHONE, Method.SELF, Method.DOCUMENT)],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you learned it."),
            "invalid_choice": _("Choose how you learned it."),
        },
    )
    valid_until = BoundedDay(
        label=_("Valid until"),
        help_text=_("Leave it empty when no last day is known."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Fill in a day that exists.")},
    )
    helper = desk_helper_of("outcome", "method", "valid_until")

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and day < timezone.localdate():
            raise ValidationError(_("Choose a day that is not over yet."))
        return day


class Insurance(Part):
    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.insurance)
        return [self.verb("insurance/<int:volunteer>/", view, "insurance"), *super().get_urls()]

    def insurance(self, request: HttpRequest, volunteer: int) -> HttpResponse:
        asks_for(request, Volunteer, volunteer)
        if not self.has_change_permission(request):
            raise PermissionDenied
        known = get_object_or_404(Volunteer.objects.visible_to(request.user), pk=volunteer)  # type: ignore[arg-type]
        came_from = self._came_from(request)
        form = InsuranceForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._record(request, known, form.cleaned_data)
            return HttpResponseRedirect(_page_of(known, came_from))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Record an insurance check"),
            "subtitle": known,
            "opts": known._meta,
            "original": known,
            "form": form,
            "back": _page_of(known, came_from),
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/insurance.html", context)

    def _came_from(self, request: HttpRequest) -> HelpRequest | None:
        """The request on whose page the button stood, if it is there for this member of staff."""
        key = request.GET.get("request", "")
        if not (key.isascii() and key.isdecimal() and len(key) < 19):
            return None
        row: HelpRequest | None = self.get_queryset(request).filter(pk=key).first()
        return row

    def _record(self, request: HttpRequest, volunteer: Volunteer, learned: dict[str, Any]) -> None:
        by: Any = request.user
        InsuranceCheck.record(volunteer, learned["outcome"], learned["method"], by, learned["valid_until"])
        accepted = Match.accept_insured(volunteer, by)
        sentence = gettext("The insurance check of %(volunteer)s is recorded.") % {"volunteer": volunteer}
        if accepted:
            sentence += " " + _accepted(len(accepted))
        self.message_user(request, sentence, "success")


def _page_of(volunteer: Volunteer, came_from: HelpRequest | None) -> str:
    return reverse(PAGE, args=[came_from.pk]) if came_from else reverse(VOLUNTEER, args=[volunteer.pk])


def _accepted(number: int) -> str:
    words = {"number": number}
    sentence = ngettext(
        "%(number)d match that waited for it is accepted.",
        "%(number)d matches that waited for it are accepted.",
        number,
    )
    return sentence % words
