"""Assigning a help request: taking it on, following it up, handing it over."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.panels import FORM, Action
from brusselshelps.form_layout import desk_helper_of
from brusselshelps.people.input_cleaning import clean_text
from brusselshelps.reference.models import Partner
from requests_app.desk.panels.base import LIST, RequestPanel
from requests_app.desk.viewed_request_token import proof_of_view
from requests_app.models import HelpRequest


class HandOverForm(forms.Form):
    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("To which back office?"),
        queryset=Partner.objects.none(),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose another back office."),
            "invalid_choice": _("Choose another back office."),
        },
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other back office will read this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you are handing the request over.")},
    )
    helper = desk_helper_of("to", "reason")

    def __init__(self, *args: Any, holder: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Partner.objects.filter(runs_backoffice=True).exclude(pk=holder.pk)
        choice = cast(forms.ModelChoiceField, self.fields["to"])
        choice.queryset, choice.empty_label = others, None
        self.initial.setdefault("to", others.first() if len(others) == 1 else None)

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError(_("Say why you are handing the request over."))
        return reason


class AssignmentPanel(RequestPanel):
    name = "assignment"
    template = "admin/requests_app/helprequest/assignment.html"
    actions = (
        Action("<int:pk>/take-on/", "take_on"),
        Action("<int:pk>/follow-up/", "follow_up"),
        Action("<int:pk>/hand-over/", "hand_over", FORM),
    )

    def context(self, row: HelpRequest) -> dict[str, object]:
        is_ours = self.is_ours(row)
        return {
            "may_take_on": row.holder_id is None and not row.set_aside_at,
            "may_follow_up": is_ours and row.clerk_id != self.user.pk,
            "may_hand_over": is_ours,
            "shown": proof_of_view(self.user, row.pk),
        }

    def take_on(self, pk: int) -> HttpResponse:
        row = self.visible_or_recently_taken_on(pk)
        if carry_out(self.request, row.take_on, by=self.user):
            messages.success(self.request, gettext("Your back office now holds %(reference)s.") % {"reference": row})
        return self.back(pk)

    @transaction.atomic
    def follow_up(self, pk: int) -> HttpResponse:
        row = self.visible(pk, lock=True)
        if not self.refuse_others(row, or_intake=True) and carry_out(self.request, row.follow_up, by=self.user):
            messages.success(self.request, gettext("You are now following up %(reference)s.") % {"reference": row})
        return self.back(pk)

    @transaction.atomic
    def hand_over(self, pk: int) -> HttpResponse:
        row = self.visible(pk, lock=self.sent is not None)
        if self.refuse_others(row) or row.holder is None:
            return self.back(pk)
        form = HandOverForm(self.sent, holder=row.holder)
        if form.is_valid() and self._is_handed_over(row, form):
            return HttpResponseRedirect(reverse(LIST))
        template = "admin/requests_app/helprequest/hand_over.html"
        return self.page(template, gettext("Hand the help request over"), row, {"form": form})

    def _is_handed_over(self, row: HelpRequest, form: HandOverForm) -> bool:
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        try:
            row.hand_over(to, by=self.user, reason=reason)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        sentence = gettext("%(office)s now holds %(reference)s; you can no longer see it.")
        messages.success(self.request, sentence % {"office": to, "reference": row})
        return True
