"""Recording a request made by phone or on paper, on one page that follows the conversation."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from brusselshelps.access.database_roles import as_owner
from brusselshelps.desk.dashboard import WorkLine
from brusselshelps.desk.panels import FORM, Action
from brusselshelps.http.request_state import note_shown
from brusselshelps.people.forms.idempotency import AlreadySent
from requests_app.desk.panels.base import LIST, PAGE, RequestPanel
from requests_app.desk.phone_intake_form import IntakeForm


class PhoneIntakePanel(RequestPanel):
    actions = (Action("phone/", "write_down", FORM, name="phone"),)

    def work(self) -> list[WorkLine]:
        if not self.admin.has_change_permission(self.request):
            return []
        return [WorkLine(gettext("New request by phone"), None, reverse("admin:helprequest_phone"))]

    def write_down(self) -> HttpResponse:
        """Show the form, look callers up, or save. Input is always posted so that no phone number gets into a URL."""
        if not self.admin.has_change_permission(self.request):
            raise PermissionDenied
        if self.sent is None:
            return self._show(IntakeForm(initial=IntakeForm.begin(), clerk=self.user))
        if {"look", "use"} & self.sent.keys() or _is_only_a_number(self.sent):
            return self._look_up(self.sent)
        form = IntakeForm(self.sent, clerk=self.user)
        return self._save(form) if form.is_valid() else self._show(form)

    def _look_up(self, sent: QueryDict) -> HttpResponse:
        form = cast(IntakeForm, IntakeForm.as_typed(sent, clerk=self.user))
        if "use" not in sent:
            return self._show(form, looked=True)
        return self._show(form.with_what_is_known(), used=bool(form.chosen()), looked=not form.chosen())

    def _save(self, form: IntakeForm) -> HttpResponse:
        try:
            # Like the public form, it stores a request that no back office holds yet.
            with as_owner():
                reference = form.save()
        except AlreadySent as before:
            return self._show(form.with_new_key(), sent_before=before.reference)
        sentence = gettext("The help request has been recorded. Tell the caller its reference: %(reference)s.")
        messages.success(self.request, sentence % {"reference": reference})
        # If the form was sent twice, another office may hold the request by now.
        row = self.admin.get_queryset(self.request).filter(reference=reference).first()
        return HttpResponseRedirect(reverse(PAGE, args=[row.pk]) if row else reverse(LIST))

    def _show(self, form: IntakeForm, **context: object) -> HttpResponse:
        note_shown(self.request, [caller.request or caller.volunteer for caller in form.callers.values()])
        template = "admin/requests_app/helprequest/intake.html"
        return self.page(template, gettext("New request by phone"), None, {"form": form} | context)


def _is_only_a_number(typed: QueryDict) -> bool:
    """Whether Enter was pressed when only the phone number was filled in, at the start of the conversation."""
    return "enter" in typed and not any(typed.get(name) for name in ("categories", "postcode", "name", "message"))
