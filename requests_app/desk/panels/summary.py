"""A summary of a help request: its state, who holds it, and when it will be erased."""

from __future__ import annotations

from django.utils.translation import gettext

from requests_app.desk.filters import is_late
from requests_app.desk.panels.base import RequestPanel
from requests_app.models import HelpRequest, SettingAside
from requests_app.retention import erased_on
from requests_app.states import State


class SummaryPanel(RequestPanel):
    name = "summary"
    template = "admin/requests_app/helprequest/summary.html"

    def context(self, row: HelpRequest) -> dict[str, object]:
        return {
            "state": state_in_words(row),
            "late": is_late(row),
            "erased_on": erased_on(row),
            "held_by": row.holder or gettext("nobody"),
            "set_aside_as": _set_aside_as(row),
        }


def state_in_words(row: HelpRequest) -> str:
    return gettext("set aside") if row.set_aside_at else str(State(row.state).label)


def _set_aside_as(row: HelpRequest) -> str:
    """Why a request was set aside: the label of a known reason, or the stored text."""
    known = {str(reason): str(reason.label) for reason in SettingAside.Reason}
    return known.get(row.set_aside_reason, row.set_aside_reason)
