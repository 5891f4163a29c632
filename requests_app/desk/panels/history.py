"""The history of a help request and of its person."""

from __future__ import annotations

from requests_app.desk.panels.base import RequestPanel
from requests_app.desk.person_history import history_of_person
from requests_app.desk.request_history import history_of
from requests_app.models import HelpRequest


class HistoryPanel(RequestPanel):
    name = "history"
    template = "admin/requests_app/helprequest/history.html"

    def context(self, row: HelpRequest) -> dict[str, object]:
        return {"history": history_of(row, history_of_person(self.user, row))}
