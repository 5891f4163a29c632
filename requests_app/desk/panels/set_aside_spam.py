"""Setting spam and tests aside with one click, and putting them back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.panels import Action
from requests_app.desk.panels.base import RequestPanel
from requests_app.models import HelpRequest, SettingAside

# The reasons to set a request aside, with the labels of their buttons.
BUTTONS = {
    SettingAside.Reason.SPAM: _("This is spam"),
    SettingAside.Reason.TEST: _("This is a test"),
}


class SetAsidePanel(RequestPanel):
    name = "set_aside"
    template = "admin/requests_app/helprequest/set_aside.html"
    actions = (
        Action("<int:pk>/set-aside/<slug:reason>/", "set_aside"),
        Action("<int:pk>/put-back/", "put_back"),
    )

    def context(self, row: HelpRequest) -> dict[str, object]:
        may_change = self.is_ours_or_in_intake(row)
        return {
            "reasons": BUTTONS.items() if may_change and not row.set_aside_at else (),
            "may_put_back": may_change and row.set_aside_at,
        }

    @transaction.atomic
    def set_aside(self, pk: int, reason: str) -> HttpResponse:
        if reason not in BUTTONS:
            raise Http404
        row = self.visible(pk, lock=True)
        done = gettext("%(reference)s has been set aside and no longer counts.") % {"reference": row}
        if not self.refuse_others(row, or_intake=True) and carry_out(self.request, row.set_aside, reason, by=self.user):
            messages.success(self.request, done)
        return self.back(pk)

    @transaction.atomic
    def put_back(self, pk: int) -> HttpResponse:
        row = self.visible(pk, lock=True)
        done = gettext("%(reference)s has been put back and counts again.") % {"reference": row}
        if not self.refuse_others(row, or_intake=True) and carry_out(self.request, row.put_back, by=self.user):
            messages.success(self.request, done)
        return self.back(pk)
