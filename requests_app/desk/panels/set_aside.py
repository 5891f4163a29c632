"""Spam and tests set aside with one click, and back; a colleague's request followed up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.return_url import post_action
from requests_app.desk.panels.base import Part
from requests_app.models import HelpRequest, SettingAside

# Why a request is set aside, with the words on the button.
BUTTONS = {
    SettingAside.Reason.SPAM: _("This is spam"),
    SettingAside.Reason.TEST: _("This is a test"),
}


class Aside(Part):
    def get_urls(self) -> list[URLPattern]:
        own = [
            self.verb("<int:pk>/set-aside/<slug:reason>/", post_action(self.set_aside), "set_aside"),
            self.verb("<int:pk>/put-back/", post_action(self.put_back), "put_back"),
            self.verb("<int:pk>/follow-up/", post_action(self.follow_up), "follow_up"),
        ]
        return own + super().get_urls()

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        ours = self.is_ours(request, row)
        in_reach = self._is_in_reach(request, row)
        return super().shows(request, row) | {
            "ways_aside": BUTTONS.items() if in_reach and not row.set_aside_at else (),
            "may_put_back": in_reach and row.set_aside_at,
            "may_follow_up": ours and row.clerk_id != request.user.pk,
            "set_aside_as": set_aside_as(row),
        }

    @transaction.atomic
    def set_aside(self, request: HttpRequest, pk: int, reason: str) -> HttpResponse:
        if reason not in BUTTONS:
            raise Http404
        done = gettext("%(reference)s is set aside, and counts no longer.")
        return self._move(request, pk, done, lambda row: row.set_aside(reason, by=request.user))  # type: ignore[arg-type]

    @transaction.atomic
    def put_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = gettext("%(reference)s is put back, and counts again.")
        return self._move(request, pk, done, lambda row: row.put_back(by=request.user))  # type: ignore[arg-type]

    @transaction.atomic
    def follow_up(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = gettext("You follow %(reference)s up now.")
        return self._move(request, pk, done, lambda row: row.follow_up(by=request.user))  # type: ignore[arg-type]

    def _move(self, request: HttpRequest, pk: int, done: str, verb: Callable[[HelpRequest], None]) -> HttpResponse:
        row = self.get_visible(request, pk, lock=True)
        if self._is_in_reach(request, row) or not self.refuse_others(request, row):
            try:
                verb(row)
            except ValidationError as refusal:
                show_refusal(request, refusal)
            else:
                self.message_user(request, done % {"reference": row}, "success")
        return self.back(request, pk)

    def _is_in_reach(self, request: HttpRequest, row: HelpRequest) -> bool:
        """Of the own office, or in the intake, which both offices tidy up."""
        return row.holder_id in (None, request.user.backoffice_id)  # type: ignore[union-attr]


def set_aside_as(row: HelpRequest) -> str:
    """Why a request is set aside: the label of a known reason, or the words that were written."""
    known = {str(reason): str(reason.label) for reason in SettingAside.Reason}
    return known.get(row.set_aside_reason, row.set_aside_reason)
