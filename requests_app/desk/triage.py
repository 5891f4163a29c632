"""What the buttons on the page of a help request do: each calls a verb, and a refused verb becomes a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from brusselshelps.accounts.desk import Scoped, tell_refusal
from brusselshelps.people.text import clean_text
from brusselshelps.reference.models import Partner

from ..models import HelpRequest, RequestItem
from ..models.state import State

# How an item is closed, with the words on the button.
CLOSINGS: dict[str, tuple[Callable[..., None], Any]] = {
    State.DONE: (RequestItem.finish, _("The help was given")),
    State.UNMET: (RequestItem.leave_unmet, _("Nobody could be found")),
    State.REFERRED: (RequestItem.refer, _("Somebody outside the platform helps")),
    State.WITHDRAWN: (RequestItem.withdraw, _("The help is no longer needed")),
}
LIST = "admin:requests_app_helprequest_changelist"
PAGE = "admin:requests_app_helprequest_change"
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


def _was_shown(request: HttpRequest, pk: int) -> bool:
    proof = request.POST.get("shown", "")
    try:
        shown = TimestampSigner(salt="requests_app.shown").unsign(proof, max_age=HALF_A_DAY)
    except BadSignature:
        return False
    return shown == f"{request.user.pk}:{pk}"


class Triage(Scoped):
    def get_urls(self) -> list[URLPattern]:
        own = [
            self._verb("<int:pk>/take-on/", require_POST(self.take_on), "take_on"),
            self._verb("<int:pk>/hand-over/", require_http_methods(["GET", "POST"])(self.hand_over), "hand_over"),
            self._verb("<int:pk>/notes/", require_POST(self.read_notes), "read_notes"),
            self._verb("<int:pk>/items/<int:item>/<slug:state>/", require_POST(self.close), "close"),
        ]
        return own + super().get_urls()

    def _verb(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"helprequest_{name}")

    def take_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._visible_or_just_gone(request, pk)
        try:
            row.take_on(by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            tell_refusal(request, refusal)
        else:
            self.message_user(
                request, gettext("Your back office holds %(reference)s now.") % {"reference": row}, "success"
            )
        return self._back(request, pk)

    def _visible_or_just_gone(self, request: HttpRequest, pk: int) -> HelpRequest:
        """Whoever had the request on screen may learn who was quicker; for anybody else it does not exist."""
        try:
            row: HelpRequest = self.get_visible(request, pk)
        except Http404:
            if not _was_shown(request, pk):
                raise
            row = get_object_or_404(HelpRequest, pk=pk, holder__isnull=False)
        return row

    @transaction.atomic
    def hand_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.get_visible(request, pk, lock=request.method == "POST")
        if not self._ours(request, row):
            return self._back(request, pk)
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

    @transaction.atomic
    def read_notes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """In the intake both back offices read, and so either may say that it has."""
        row = self.get_visible(request, pk, lock=True)
        if row.holder_id is None or self._ours(request, row):
            row.read_notes()
        return self._back(request, pk)

    @transaction.atomic
    def close(self, request: HttpRequest, pk: int, item: int, state: str) -> HttpResponse:
        """Under the lock of the request, so that it is not handed over between the look and the verb."""
        row = self.get_visible(request, pk, lock=True)
        asked = get_object_or_404(row.items.filter(set_aside_at=None), pk=item)
        if state not in CLOSINGS:
            raise Http404
        if self._ours(request, row):
            verb, _label = CLOSINGS[state]
            try:
                verb(asked, request.user)
            except ValidationError as refusal:
                tell_refusal(request, refusal)
            else:
                words = {"category": asked.category, "state": State(state).label}
                self.message_user(request, gettext("“%(category)s” is “%(state)s” now.") % words, "success")
        return self._back(request, pk)

    def _ours(self, request: HttpRequest, row: HelpRequest) -> bool:
        if row.holder_id == request.user.backoffice_id:  # type: ignore[union-attr]
            return True
        sentence = gettext("Your back office does not hold %(reference)s.") % {"reference": row}
        self.message_user(request, sentence, "error")
        return False

    def _back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the page of the request, or to the list when it is no longer there for this member of staff."""
        still_there = self.get_queryset(request).filter(pk=pk).exists()
        return HttpResponseRedirect(reverse(PAGE, args=[pk]) if still_there else reverse(LIST))
