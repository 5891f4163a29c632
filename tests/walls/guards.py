"""Each guard of the house by its name, and how to take it away; so that it shows whether anything would notice.

`python -m pytest tests/walls/test_guards.py -m more` takes them away one after the other. A guard is an object and the
name of an attribute, and what stands in its place.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Model, Q
from django.shortcuts import get_object_or_404
from django.urls import clear_url_caches
from django.utils import timezone

from brusselshelps import logs, middleware, urls
from brusselshelps.accounts import desk
from brusselshelps.accounts.desk import Desk, DeskAdmin, Scoped
from brusselshelps.accounts.models import User
from brusselshelps.people import mine
from brusselshelps.people.codes import digest_of
from brusselshelps.people.links import LinkQuerySet
from brusselshelps.people.models import PersonMerge
from requests_app import match_views
from requests_app import mine as resident
from requests_app.desk import callers, insurance, items, matching, page, same_person, triage
from requests_app.desk.page import RequestPage
from requests_app.desk.part import Part
from requests_app.models import HelpRequest
from requests_app.models.need import NeedQuerySet
from requests_app.models.request import HelpRequestQuerySet
from requests_app.templatetags import matches
from volunteers.calls import SignUpQuerySet
from volunteers.models import VolunteerQuerySet


class Guard(NamedTuple):
    """`where` has the attribute `name`; without the guard it is `instead`. What was imported by name stands twice."""

    where: Any
    name: str
    instead: Any
    also: Any = None


def everything(rows: Any, *_user: Any) -> Any:
    return rows.all()


def any_row(rows: Any, *args: Any, **kwargs: Any) -> Any:
    """`get_object_or_404` that looks among all rows of the table, not among those it was given."""
    model = rows if isinstance(rows, type) and issubclass(rows, Model) else rows.model
    return get_object_or_404(model._base_manager.all(), *args, **kwargs)


# A model of which `visible_to` hides nothing, for one module alone.
ALL_REQUESTS = SimpleNamespace(objects=SimpleNamespace(visible_to=lambda _user: HelpRequest.objects.all()))


def _said_by_anybody(user: Any, group: list[int], known: Any) -> Any:
    for merge in PersonMerge.objects.standing().filter(kept__in=group):
        yield same_person.Said(merge, ["?"])


def _plain(name: str) -> Callable[..., Any]:
    """What Django's own admin does in this place."""
    return getattr(ModelAdmin, name)


GUARDS: dict[str, Guard] = {
    # The rows.
    "requests visible to": Guard(HelpRequestQuerySet, "visible_to", everything),
    "volunteers visible to": Guard(VolunteerQuerySet, "visible_to", everything),
    "sign-ups visible to": Guard(SignUpQuerySet, "visible_to", everything),
    "needs visible to": Guard(NeedQuerySet, "visible_to", everything),
    "rows of the desk": Guard(Scoped, "get_queryset", lambda self, request: ModelAdmin.get_queryset(self, request)),
    "row of a verb": Guard(Scoped, "get_visible", lambda self, request, pk, lock=False: any_row(self.model, pk=pk)),
    "right to a verb": Guard(Scoped, "has_change_permission", lambda self, request, obj=None: True),
    "callers who may be seen": Guard(callers, "HelpRequest", ALL_REQUESTS),
    "same persons who may be seen": Guard(same_person, "HelpRequest", ALL_REQUESTS),
    "requests beside a volunteer": Guard(matches, "HelpRequest", ALL_REQUESTS),
    "words of two persons who may be seen": Guard(same_person, "_said", _said_by_anybody),
    "row of the button same person": Guard(same_person, "get_object_or_404", any_row),
    "item of this request": Guard(items, "get_object_or_404", any_row),
    "item to find candidates for": Guard(matching, "get_object_or_404", any_row),
    "request an insurance check came from": Guard(
        insurance.Insurance,
        "_came_from",
        lambda self, request: HelpRequest.objects.filter(pk=request.GET.get("request")).first(),
    ),
    # Who works on a request.
    "ours": Guard(Part, "is_ours", lambda self, request, row: True),
    "others are refused": Guard(Part, "refuse_others", lambda self, request, row: False),
    "the verbs refuse others": Guard(HelpRequest, "_refuse_others", lambda self, by: None),
    "who corrects": Guard(
        RequestPage,
        "has_change_permission",
        lambda self, request, obj=None: Scoped.has_change_permission(self, request, obj),
    ),
    "why nobody is proposed": Guard(matching.Matching, "_why_not", lambda self, request, row, asked: ""),
    "proof of having seen": Guard(triage, "was_shown", lambda request, pk: True, also=page),
    "proof is one's own": Guard(triage, "was_shown", lambda request, pk: _signed(request)[1:] == [str(pk)], also=page),
    "proof is of this request": Guard(
        triage, "was_shown", lambda request, pk: _signed(request)[:1] == [str(request.user.pk)], also=page
    ),
    # The roles.
    "permissions of the role": Guard(User, "has_perm", lambda self, permission, obj=None: True),
    "nothing is added": Guard(Scoped, "has_add_permission", _plain("has_add_permission")),
    "nothing is deleted": Guard(Scoped, "has_delete_permission", _plain("has_delete_permission")),
    "nobody is no back office": Guard(
        HelpRequestQuerySet, "visible_to", lambda rows, user: rows.filter(Q(holder=user.backoffice_id) | Q(holder=None))
    ),
    # The ways around of Django's admin.
    "popups and other columns": Guard(desk, "IS_POPUP_VAR", "nowhere"),
    "rows by another column": Guard(desk, "TO_FIELD_VAR", "nowhere"),
    "links to popups": Guard(DeskAdmin, "formfield_for_dbfield", _plain("formfield_for_dbfield")),
    "lookups": Guard(DeskAdmin, "lookup_allowed", lambda self, lookup, value, request=None: True),
    "facets": Guard(DeskAdmin, "show_facets", admin.ShowFacets.ALWAYS),
    "history": Guard(DeskAdmin, "history_view", _plain("history_view")),
    "filled in from the address": Guard(
        DeskAdmin, "get_changeform_initial_data", _plain("get_changeform_initial_data")
    ),
    "a row that is not there": Guard(
        DeskAdmin, "_get_obj_does_not_exist_redirect", _plain("_get_obj_does_not_exist_redirect")
    ),
    "actions": Guard(DeskAdmin, "actions", ()),
    "choices of a form": Guard(Scoped, "formfield_for_foreignkey", _plain("formfield_for_foreignkey")),
    "a page of a room": Guard(Desk, "app_index", AdminSite.app_index),
    "closed addresses": Guard(Desk, "get_urls", AdminSite.get_urls),
    "where a language leads": Guard(desk, "url_has_allowed_host_and_scheme", lambda *args, **kwargs: True),
    "languages that are ours": Guard(desk, "Language", mock.Mock(values=mock.MagicMock(__contains__=lambda *_: True))),
    # Links.
    "link for this purpose": Guard(
        LinkQuerySet,
        "opened_with",
        lambda rows, token, purpose: _opened(rows, token).filter(expires_at__gt=timezone.now()),
    ),
    "link that has expired": Guard(
        LinkQuerySet, "opened_with", lambda rows, token, purpose: _opened(rows, token).filter(purpose=purpose)
    ),
    "request of the link": Guard(resident, "get_object_or_404", any_row),
    "match of the link": Guard(match_views, "get_object_or_404", any_row),
    "pages by link are not kept": Guard(mine, "add_never_cache_headers", lambda response: None),
    # Around every page.
    "methods": Guard(middleware, "METHODS", ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
    "log": Guard(logs, "KEY", re.compile("(?!)(x)")),
}


def _opened(rows: Any, token: str) -> Any:
    return rows.filter(digest=digest_of(token))


def _signed(request: Any) -> list[str]:
    """Of whom and of which request a proof is that this house made."""
    try:
        return TimestampSigner(salt="requests_app.shown").unsign(request.POST.get("shown", "")).split(":")
    except BadSignature:
        return []


@contextmanager
def without(guard: Guard) -> Iterator[None]:
    """Addresses hold views as they were when they were put together: they are so again, before and after."""
    with ExitStack() as taken:
        for where in filter(None, (guard.where, guard.also)):
            taken.enter_context(mock.patch.object(where, guard.name, guard.instead))
        _put_addresses_together()
        yield
    _put_addresses_together()


def _put_addresses_together() -> None:
    importlib.reload(urls)
    clear_url_caches()
