"""The filters of the list of help requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.models import User
from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.filters import MailFilter, RetentionFilter, without_working_mail
from brusselshelps.reference.filters import CategoryFilter
from requests_app.models import HelpRequest, Match, Note, RequestItem
from requests_app.models.request_queryset import HelpRequestQuerySet
from requests_app.retention import WAITING, soon_erased
from requests_app.states import State

# How many days after receipt help may take, by urgency, if no date was given.
PATIENCE = {HelpRequest.Urgency.TODAY: 0, HelpRequest.Urgency.THIS_WEEK: 7, HelpRequest.Urgency.CAN_WAIT: 14, "": 14}


def in_state(rows: QuerySet[HelpRequest], state: str) -> QuerySet[HelpRequest]:
    """The help requests in this state, which follows from the states of their items."""
    return rows.filter(state=state)


def last_moment(urgency: str) -> dt.datetime:
    """The midnight in Brussels before which a request of this urgency, if still waiting, was received too long ago."""
    day = timezone.localdate() - dt.timedelta(days=PATIENCE[urgency])
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def late(rows: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
    """The help requests still waiting after their date or, if they have none, for longer than their urgency allows."""
    overdue = Q(by_when__lt=timezone.localdate())
    for urgency in PATIENCE:
        overdue |= Q(by_when=None, urgency=urgency, received_at__lt=last_moment(urgency))
    return rows.filter(overdue, state__in=WAITING, set_aside_at=None)


def is_late(row: HelpRequest) -> bool:
    """The condition of `late`, for a single row."""
    if row.state not in WAITING or row.set_aside_at:
        return False
    if row.by_when:
        return row.by_when < timezone.localdate()
    return row.received_at < last_moment(row.urgency)


def matched_as(matches: QuerySet[Match]) -> Exists:
    return Exists(matches.filter(item__request=OuterRef("pk")))


# What a request can be waiting for, by the value of the URL parameter.
WAITS: dict[str, tuple[LazyText, Callable[[QuerySet[HelpRequest]], QuerySet[HelpRequest]]]] = {
    "match": (_("a volunteer still to be found"), lambda rows: rows.filter(state=State.OPEN)),
    "answer": (_("a volunteer’s answer"), lambda rows: rows.filter(matched_as(Match.objects.unanswered()))),
    "insurance": (_("an insurance check"), lambda rows: rows.filter(matched_as(Match.objects.willing()))),
    "help": (_("the help itself"), lambda rows: rows.filter(matched_as(Match.objects.accepted()))),
    "stopped": (
        _("a call: the volunteer has stopped"),
        lambda rows: rows.filter(matched_as(Match.objects.with_who_stopped())),
    ),
}


class WaitFilter(ChoiceFilter):
    title = _("next step")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [(word, label) for word, (label, _narrow) in WAITS.items()]

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return WAITS[chosen][1](rows).filter(set_aside_at=None)


def left_alone(rows: QuerySet[HelpRequest], user: User) -> QuerySet[HelpRequest]:
    """The waiting requests of the user's back office that no clerk follows up, for instance after a handover."""
    return rows.filter(holder=user.backoffice_id, clerk=None, state__in=WAITING, set_aside_at=None)


class ClerkFilter(ChoiceFilter):
    """Followed up by the user or by nobody; one cannot filter by a colleague."""

    title = _("follow-up")
    parameter_name = "clerk"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("me", _("me")), ("nobody", _("none of us"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        if chosen == "me":
            return rows.filter(clerk=request.user.pk)
        return left_alone(rows, staff_of(request))


class LatenessFilter(ChoiceFilter):
    title = _("deadline")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("yes", _("late"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return late(rows)


class SoonErasedFilter(RetentionFilter):
    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return soon_erased(rows)


class UrgencyFilter(ChoiceFilter):
    title = _("urgency")
    parameter_name = "urgency"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return list(HelpRequest.Urgency.choices)

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return rows.filter(urgency=chosen)


class SettingAsideFilter(ChoiceFilter):
    """Requests that were set aside; without this filter the list leaves them out."""

    title = _("set aside")
    parameter_name = "aside"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("yes", _("set aside"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
        # A search includes requests that were set aside.
        if self.value() is None and request.method != "POST" and SEARCH_VAR not in request.GET:
            return queryset.filter(set_aside_at=None)
        return super().queryset(request, queryset)

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return rows.filter(set_aside_at__isnull=False)


class PlaceFilter(ChoiceFilter):
    """In the intake or held by the user's back office; leads also see requests that nobody holds any more."""

    title = _("back office")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        leads = [("nobody", _("handled, held by nobody"))] if staff_of(request).is_lead else []
        return [("intake", _("new in the intake")), ("ours", _("held by our back office")), *leads]

    def narrow(self, request: HttpRequest, rows: HelpRequestQuerySet, chosen: str) -> QuerySet[HelpRequest]:
        if chosen == "intake":
            return rows.intake()
        if chosen == "ours":
            return rows.filter(holder=staff_of(request).backoffice_id)
        return rows.filter(holder=None, handled_at__isnull=False)


def to_call(rows: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
    """The help requests of people who cannot be reached by mail; those set aside need no answer."""
    return without_working_mail(rows).filter(set_aside_at=None)


class FailingMailFilter(MailFilter):
    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return to_call(rows)


def with_unread_notes(rows: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
    """The help requests with a note that no back office has read yet."""
    return rows.filter(Exists(Note.objects.unread().filter(request=OuterRef("pk"))), set_aside_at=None)


class NotesFilter(ChoiceFilter):
    title = _("added by the resident")
    parameter_name = "notes"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("unread", _("not read yet"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return with_unread_notes(rows)


class StateFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return list(State.choices)

    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        return in_state(rows, chosen)


class AskedCategoryFilter(CategoryFilter):
    def narrow(self, request: HttpRequest, rows: QuerySet[HelpRequest], chosen: str) -> QuerySet[HelpRequest]:
        items = RequestItem.objects.filter(request=OuterRef("pk"), set_aside_at=None, category=self.keys[chosen])
        return rows.filter(Exists(items))
