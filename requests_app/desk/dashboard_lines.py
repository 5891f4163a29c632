"""The work waiting for a member of staff, as lines on the start page."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from brusselshelps.desk.dashboard import WorkLine, capped_count
from requests_app.desk.filters import WAITS, in_state, late, left_alone, to_call, with_unread_notes
from requests_app.desk.panels.base import LIST, RequestPanel
from requests_app.models import HelpRequest
from requests_app.models.request_queryset import HelpRequestQuerySet
from requests_app.retention import soon_erased
from requests_app.states import State


class DashboardPanel(RequestPanel):
    def work(self) -> list[WorkLine]:
        if not self.admin.has_view_permission(self.request):
            return []
        rows = HelpRequest.objects.visible_to(self.user).filter(set_aside_at=None)
        return [*self._lines(rows), *_exceptions(rows, rows.filter(holder=self.user.backoffice_id))]

    def _lines(self, rows: HelpRequestQuerySet) -> Iterator[WorkLine]:
        yield _line(gettext("New in the intake"), rows.intake(), "place=intake")
        yield _line(gettext("Of these, late"), late(rows.intake()), "place=intake&late=yes")
        yield _line(gettext("Followed up by none of us"), left_alone(rows, self.user), "clerk=nobody")
        yield from _waiting(gettext("Followed up by me"), rows.filter(clerk=self.user), "clerk=me")
        ours = rows.filter(holder=self.user.backoffice_id)
        yield from _waiting(gettext("Our back office"), ours, "place=ours")


def _waiting(group: str, rows: QuerySet[HelpRequest], query: str) -> Iterator[WorkLine]:
    """The waiting requests by what they are waiting for, as one group of lines."""
    words = {
        "match": gettext("Find a volunteer"),
        "answer": gettext("Wait for an answer"),
        "insurance": gettext("Check the insurance"),
        "help": gettext("Wait for the help itself"),
    }
    for kind, label in words.items():
        yield _line(label, WAITS[kind][1](rows), f"{query}&waits={kind}", group)
    yield _line(gettext("Late"), late(rows), f"{query}&late=yes", group)


def _exceptions(rows: QuerySet[HelpRequest], ours: QuerySet[HelpRequest]) -> list[WorkLine]:
    """Work that comes up occasionally, as lines that are shown only if there is any."""
    lines = (
        (gettext("Added by residents, not read yet"), with_unread_notes(rows), "notes=unread"),
        (gettext("The volunteer has stopped: call"), WAITS["stopped"][1](ours), "place=ours&waits=stopped"),
        (
            gettext("E-mails cannot be delivered: call instead"),
            in_state(to_call(rows), State.OPEN),
            "mail=fails&state=open",
        ),
        (gettext("Still open and soon to be erased: close them"), soon_erased(rows), "erased=soon"),
    )
    return [line for line in (_line(*line) for line in lines) if line.count]


def _line(label: str, rows: QuerySet[HelpRequest], query: str, group: str = "") -> WorkLine:
    return WorkLine(label, capped_count(rows), f"{reverse(LIST)}?{query}", group)
