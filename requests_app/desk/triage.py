"""Who works on a help request: taking on, handing over. A refused verb becomes a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from brusselshelps.accounts.desk import tell_refusal
from brusselshelps.accounts.looks import was_refused
from brusselshelps.accounts.way_back import button
from brusselshelps.people.layout import desk_helper_of
from brusselshelps.people.text import clean_text
from brusselshelps.reference.models import Partner
from brusselshelps.walls import beyond_the_wall

from ..models import HelpRequest
from .part import LIST, Part

HALF_A_DAY = 12 * 60 * 60


class HandOverForm(forms.Form):
    to: Any = forms.ModelChoiceField(
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
        help_text=_("The other back office reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you hand the request over.")},
    )
    helper = desk_helper_of("to", "reason")

    def __init__(self, *args: Any, holder: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Partner.objects.filter(runs_backoffice=True).exclude(pk=holder.pk)
        choice: Any = self.fields["to"]
        choice.queryset, choice.empty_label = others, None
        self.initial.setdefault("to", others.first() if len(others) == 1 else None)

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError(_("Say why you hand the request over."))
        return reason


def shown_to(user: Any, pk: int) -> str:
    """Proof that this member of staff was shown this request, for half a day."""
    return TimestampSigner(salt="requests_app.shown").sign(f"{user.pk}:{pk}")


def was_shown(request: HttpRequest, pk: int | str) -> bool:
    proof = request.POST.get("shown", "")
    try:
        shown = TimestampSigner(salt="requests_app.shown").unsign(proof, max_age=HALF_A_DAY)
    except BadSignature:
        return False
    return shown == f"{request.user.pk}:{pk}"


def just_gone(pk: int | str) -> HelpRequest:
    """A request that another office took a moment ago, for who had it on screen: to say who holds it now."""
    with beyond_the_wall():
        row: HelpRequest = get_object_or_404(HelpRequest.objects.select_related("holder"), pk=pk, holder__isnull=False)
    return row


class Triage(Part):
    def get_urls(self) -> list[URLPattern]:
        hand_over = require_http_methods(["GET", "HEAD", "POST"])(self.hand_over)
        own = [
            self.verb("<int:pk>/take-on/", button(self.take_on), "take_on"),
            self.verb("<int:pk>/hand-over/", hand_over, "hand_over"),
        ]
        return own + super().get_urls()

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        return super().shows(request, row) | {
            "may_take_on": row.holder_id is None and not row.set_aside_at,
            "may_hand_over": self.is_ours(request, row),
            "shown": shown_to(request.user, row.pk),
        }

    def take_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.visible_or_just_gone(request, pk)
        try:
            row.take_on(by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            tell_refusal(request, refusal)
        else:
            self.message_user(
                request, gettext("Your back office holds %(reference)s now.") % {"reference": row}, "success"
            )
        return self.back(request, pk)

    def visible_or_just_gone(self, request: HttpRequest, pk: int) -> HelpRequest:
        """Whoever had the request on screen may learn who was quicker; for anybody else it does not exist."""
        try:
            row: HelpRequest = self.get_visible(request, pk)
        except Http404:
            if not was_shown(request, pk):
                raise
            row = just_gone(pk)
            was_refused(request)
        return row

    @transaction.atomic
    def hand_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.get_visible(request, pk, lock=request.method == "POST")
        if self.refuse_others(request, row):
            return self.back(request, pk)
        form = HandOverForm(request.POST if request.method == "POST" else None, holder=row.holder)
        if form.is_valid() and self._handed_over(request, row, form):
            return HttpResponseRedirect(reverse(LIST))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Hand the help request over"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "form": form,
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/hand_over.html", context)

    def _handed_over(self, request: HttpRequest, row: HelpRequest, form: HandOverForm) -> bool:
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        try:
            row.hand_over(to, by=request.user, reason=reason)  # type: ignore[arg-type]
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        sentence = gettext("%(office)s holds %(reference)s now; you no longer see it.")
        self.message_user(request, sentence % {"office": to, "reference": row}, "success")
        return True
