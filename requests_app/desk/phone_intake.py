"""A request by phone or on paper: one page that follows the talk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from brusselshelps.access.database_roles import as_owner
from brusselshelps.desk.dashboard import WorkLine
from brusselshelps.people.forms.idempotency import AlreadySent
from brusselshelps.request_state import note_shown
from requests_app.desk.panels.base import LIST, PAGE, Part
from requests_app.desk.phone_intake_form import IntakeForm


class Intake(Part):
    """Comes before the list among the parts: its line on the start page stands first."""

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.phone_intake)
        return [self.verb("phone/", view, "phone"), *super().get_urls()]

    def work(self, request: HttpRequest) -> list[WorkLine]:
        lines = super().work(request)
        if not self.has_change_permission(request):
            return lines
        return [WorkLine(gettext("New request by phone"), None, reverse("admin:helprequest_phone")), *lines]

    def phone_intake(self, request: HttpRequest) -> HttpResponse:
        """What is typed is only ever posted, so that no number stands in an address; each button keeps all of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        clerk: Any = request.user
        if request.method != "POST":
            return self._show(request, IntakeForm(initial=IntakeForm.begin(), clerk=clerk))
        if {"look", "use"} & request.POST.keys() or _is_only_a_number(request.POST):
            return self._look(request, clerk)
        form = IntakeForm(request.POST, clerk=clerk)
        return self._save(request, form) if form.is_valid() else self._show(request, form)

    def _look(self, request: HttpRequest, clerk: Any) -> HttpResponse:
        form: Any = IntakeForm.as_typed(request.POST, clerk=clerk)
        if "use" not in request.POST:
            return self._show(request, form, looked=True)
        return self._show(request, form.with_what_is_known(), used=bool(form.chosen()), looked=not form.chosen())

    def _save(self, request: HttpRequest, form: IntakeForm) -> HttpResponse:
        try:
            # It goes the way of the public form, and writes what is nobody's yet.
            with as_owner():
                reference = form.save()
        except AlreadySent as before:
            return self._show(request, form.with_new_key(), sent_before=before.reference)
        sentence = gettext("The help request is written down. Tell the caller its reference: %(reference)s.")
        self.message_user(request, sentence % {"reference": reference}, "success")
        # Sent twice, it may be another office's by now.
        row = self.get_queryset(request).filter(reference=reference).first()
        return HttpResponseRedirect(reverse(PAGE, args=[row.pk]) if row else reverse(LIST))

    def _show(self, request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
        note_shown(request, [caller.request or caller.volunteer for caller in form.callers.values()])
        context |= self.admin_site.each_context(request) | {
            "title": gettext("New request by phone"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/intake.html", context)


def _is_only_a_number(typed: QueryDict) -> bool:
    """Whether somebody pressed Enter at the beginning of the talk."""
    return "enter" in typed and not any(typed.get(name) for name in ("categories", "postcode", "name", "message"))
