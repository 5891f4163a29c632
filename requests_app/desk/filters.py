"""The filters of the list of help requests."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.filters import ByCategory, ByMail, Choice, whom_no_mail_reaches

from ..models import Note, RequestItem
from ..models.state import BY_NEED, State


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """The help requests of which `HelpRequest.state` says so, asked of the database."""
    items = RequestItem.objects.filter(request=OuterRef("pk"), set_aside_at=None)
    needier = BY_NEED[: [str(each) for each in BY_NEED].index(state)]
    rows = rows.filter(~Exists(items.filter(state__in=needier)))
    return rows if state == BY_NEED[-1] else rows.filter(Exists(items.filter(state=state)))


class ByPlace(Choice):
    """Where a request lies for this member of staff. What nobody holds any more is for leads."""

    title = _("place")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        places = [("intake", _("new in the intake")), ("ours", _("held by our back office"))]
        if getattr(request.user, "is_lead", False):
            places.append(("nobody", _("handled, held by nobody")))
        return places

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        if chosen == "intake":
            return rows.intake()  # type: ignore[attr-defined]
        if chosen == "ours":
            return rows.filter(holder=request.user.backoffice_id)  # type: ignore[union-attr]
        return rows.filter(holder=None, handled_at__isnull=False)


def to_call(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The help requests of people whom no mail reaches; what was set aside is nobody's to answer."""
    return whom_no_mail_reaches(rows).filter(set_aside_at=None)


class ByFailingMail(ByMail):
    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return to_call(rows)


def with_unread_notes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The help requests to which somebody added what no back office has read yet."""
    return rows.filter(Exists(Note.objects.unread().filter(request=OuterRef("pk"))), set_aside_at=None)


class ByNotes(Choice):
    title = _("added by the resident")
    parameter_name = "notes"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("unread", _("not read yet"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return with_unread_notes(rows)


class ByState(Choice):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return in_state(rows, chosen)


class ByAskedCategory(ByCategory):
    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(
            Exists(RequestItem.objects.filter(request=OuterRef("pk"), set_aside_at=None, category__slug=chosen))
        )
