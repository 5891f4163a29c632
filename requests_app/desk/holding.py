"""A legal hold on somebody, put and ended by a lead, on the page of a request or of a volunteer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from brusselshelps.accounts.desk import tell_refusal
from brusselshelps.accounts.looks import asks_for
from brusselshelps.accounts.models import User
from brusselshelps.accounts.names import NameOf
from brusselshelps.accounts.way_back import button
from brusselshelps.people.layout import desk_helper_of
from brusselshelps.people.models import LegalHold
from brusselshelps.reference.bounds import BoundedDay

from .part import Part
from .same_person import KINDS, Row, page_of


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Which law or which claim asks to keep these data?"),
        help_text=_("Write no more than is needed: the person may read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say which law or which claim asks to keep these data.")},
    )
    until = BoundedDay(
        label=_("Up to and including"),
        help_text=_("Empty: until somebody ends it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Fill in a day that exists.")},
    )
    helper = desk_helper_of("reason", "until")


def legal_hold(user: User, row: Row) -> dict[str, Any]:
    """What the page of a request or volunteer says of it. The reason is for leads; and nothing of who is the same."""
    hold = LegalHold.objects.on([row.person_id]).annotate(who=NameOf("by")).first()
    return {
        "kind": next(kind for kind, model in KINDS.items() if isinstance(row, model)),
        "hold": hold,
        "is_lead": user.is_lead,
        "may_hold": user.is_lead and hold is None and row.person.forgotten_at is None,
    }


def _what_now(row: Row) -> str:
    """What the end of a hold means for who asked to be forgotten, and for others."""
    if row.person.forget_asked_at and not row.person.is_held:
        return gettext("The hold has ended. This person asked to be forgotten: their data are erased now.")
    return gettext("The legal hold has ended. The usual periods count again.")


class Holding(Part):
    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.hold)
        own = [
            self.verb("hold/<slug:kind>/<int:pk>/", view, "hold"),
            self.verb("hold/<slug:kind>/<int:pk>/end/<int:hold>/", button(self.end_hold), "end_hold"),
        ]
        return own + super().get_urls()

    def hold(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        row = self._held(request, kind, pk)
        form = HoldForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._put(request, row, form):
            return HttpResponseRedirect(page_of(row))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Put a legal hold on these data"),
            "subtitle": row,
            "opts": row._meta,
            "original": row,
            "form": form,
            "back": page_of(row),
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/hold.html", context)

    def _put(self, request: HttpRequest, row: Row, form: HoldForm) -> bool:
        try:
            LegalHold.put_on(row.person, form.cleaned_data["reason"], request.user, form.cleaned_data["until"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        sentence = gettext("There is a legal hold on %(reference)s now: nothing of it is erased.")
        self.message_user(request, sentence % {"reference": row}, "success")
        return True

    def end_hold(self, request: HttpRequest, kind: str, pk: int, hold: int) -> HttpResponse:
        row = self._held(request, kind, pk)
        found = get_object_or_404(LegalHold, pk=hold, person=row.person_id)
        try:
            found.end(by=request.user)
        except ValidationError as refusal:
            tell_refusal(request, refusal)
        else:
            self.message_user(request, _what_now(row), "success")
        return HttpResponseRedirect(page_of(row))

    def _held(self, request: HttpRequest, kind: str, pk: int) -> Row:
        """The request or volunteer that a lead means; 404 for who may not see it, 403 for who is no lead."""
        user: Any = request.user
        if kind in KINDS:
            asks_for(request, KINDS[kind], pk)
        if not self.has_change_permission(request) or not user.is_lead:
            raise PermissionDenied
        if kind not in KINDS:
            raise Http404
        row: Row = get_object_or_404(KINDS[kind].objects.visible_to(user).select_related("person"), pk=pk)
        return row
