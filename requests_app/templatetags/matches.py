"""Template tags about matches, for pages and e-mails: names of languages, the matches of a volunteer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template import Context

from brusselshelps.access.database_roles import as_owner
from brusselshelps.desk.display import language_names
from brusselshelps.http.request_state import note_shown
from requests_app.models import HelpRequest, Match

if TYPE_CHECKING:
    from brusselshelps.accounts.models import User
    from volunteers.models import Volunteer

NEWEST = 50

register = template.Library()


@register.filter
def in_words(codes: list[str]) -> str:
    """The names of these languages, in the reader's language."""
    return language_names(codes)


@register.simple_tag(takes_context=True)
def matches_of(context: Context, volunteer: Volunteer, user: User) -> list[dict[str, Any]]:
    """The latest matches of a volunteer, each with its request if this member of staff may see it."""
    rows = Match.objects.filter(volunteer=volunteer).select_related("item__category", "item__request")
    # The offices share the volunteers: both see how busy somebody is, but only their own requests.
    with as_owner():
        newest = list(rows.order_by("-proposed_at", "-pk")[:NEWEST])
    theirs = HelpRequest.objects.visible_to(user).filter(pk__in=[match.item.request_id for match in newest])
    seen = set(theirs.values_list("pk", flat=True))
    note_shown(context["request"], [match.item.request for match in newest if match.item.request_id in seen])
    return [
        {"match": match, "request": match.item.request if match.item.request_id in seen else None} for match in newest
    ]
