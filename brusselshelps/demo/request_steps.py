"""The steps of demo staff with a request, through the real model methods, dated back in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import models
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Partner
from requests_app.models import Handover, HelpRequest, Match, MatchChange, RequestItem, StatusChange
from requests_app.states import STAMPS
from volunteers.models import InsuranceCheck, Volunteer
from volunteers.models.volunteer import VolunteerQuerySet

# By the office that receives the request.
WHY_HANDED_OVER = {"cocof": "Mevrouw spreekt liever Frans.", "vgc": "Madame préfère parler néerlandais."}

ON_REQUEST: dict[str, Callable[[HelpRequest, User], None]] = {
    "take_on": lambda request, by: request.take_on(by),
    "hand_over": lambda request, by: _hand_over(request, by),
}
ON_ITEM: dict[str, Callable[[RequestItem, User], None]] = {
    "refer": lambda item, by: item.refer(by),
    "leave_unmet": lambda item, by: item.leave_unmet(by),
    "withdraw": lambda item, by: item.withdraw(by),
}
ON_MATCH: dict[str, Callable[[Match, User], None]] = {
    "say_yes": lambda match, by: match.say_yes(),
    "accept": lambda match, by: _accept(match, by),
    "decline": lambda match, by: match.decline(by),
    "lapse": lambda match, by: match.lapse(),
    "no_show": lambda match, by: match.note_no_show(by),
    "finish": lambda match, by: match.finish(by),
}

# The model methods write the current time; these are the columns concerned, each with its lookup to the request.
DATED: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = (
    (HelpRequest, "pk", ("handled_at",)),
    (Handover, "request", ("since", "recorded_at")),
    (StatusChange, "item__request", ("at", "recorded_at")),
    (Match, "item__request", ("proposed_at", *STAMPS.values())),
    (MatchChange, "match__item__request", ("at", "recorded_at")),
    (InsuranceCheck, "volunteer__matches__item__request", ("checked_at", "recorded_at")),
)


def take_step(step: str, request: HelpRequest, by: User, helpers: VolunteerQuerySet, at: dt.datetime) -> None:
    """Take one step with a request and all its items: "take_on", "hand_over", "propose", "accept", "refer", etc."""
    begun = timezone.now()
    if step in ON_REQUEST:
        ON_REQUEST[step](request, by)
    for item in request.items.all():
        if step == "propose":
            Match.propose(item, _helper(item, helpers), by)
        elif step in ON_ITEM:
            ON_ITEM[step](item, by)
        elif step in ON_MATCH:
            ON_MATCH[step](item.matches.latest("proposed_at"), by)
    _date_back(request, begun, at)


def _hand_over(request: HelpRequest, by: User) -> None:
    other = Partner.objects.exclude(staff=by).get(runs_backoffice=True)
    request.hand_over(other, by, WHY_HANDED_OVER[other.slug])


def _accept(match: Match, by: User) -> None:
    """Accept by phone: if insurance is required and not checked yet, it is checked in the same call."""
    if match.lacks_insurance:
        InsuranceCheck.record(match.volunteer, InsuranceCheck.Outcome.INSURED, InsuranceCheck.Method.PHONE, by)
    match.accept(by)


def _helper(item: RequestItem, helpers: VolunteerQuerySet) -> Volunteer:
    """A free volunteer who offers it, preferably registered before the request came in and living nearby."""
    return min(
        helpers.filter(matches=None, candidacies__category=item.category_id),
        key=lambda helper: (
            helper.registered_at > item.request.received_at,
            helper.locality_id != item.request.locality_id,
            helper.pk,
        ),
    )


def _date_back(request: HelpRequest, begun: dt.datetime, at: dt.datetime) -> None:
    for model, path, columns in DATED:
        for column in columns:
            now = {path: request.pk, f"{column}__gte": begun}
            model._base_manager.filter(**now).update(**{column: at})
