"""Permissive replacements for guards that are removed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Model
from django.shortcuts import get_object_or_404

from brusselshelps.people.models import PersonMerge
from brusselshelps.people.public_references import digest_of
from requests_app.desk.panels import duplicates
from requests_app.models import HelpRequest


def everything(rows: Any, *_user: Any) -> Any:
    return rows.all()


def any_row(rows: Any, *args: Any, **kwargs: Any) -> Any:
    """`get_object_or_404` that searches the whole table instead of the rows it was given."""
    model = rows if isinstance(rows, type) and issubclass(rows, Model) else rows.model
    return get_object_or_404(model._base_manager.all(), *args, **kwargs)


# A stand-in for a model whose `visible_to` hides nothing, to be used in one module.
ALL_REQUESTS = SimpleNamespace(objects=SimpleNamespace(visible_to=lambda _user: HelpRequest.objects.all()))


def recorded_by_anybody(user: Any, group: list[int], known: Any) -> Any:
    for merge in PersonMerge.objects.standing().filter(kept__in=group):
        yield duplicates.RecordedMerge(merge, ["?"])


def plain(name: str) -> Callable[..., Any]:
    """The original method of Django's own admin."""
    return getattr(ModelAdmin, name)


def opened(rows: Any, token: str) -> Any:
    return rows.filter(digest=digest_of(token))


def signed(request: Any) -> list[str]:
    """The user and the request in a signed proof of view, unchecked beyond its signature."""
    try:
        return TimestampSigner(salt="requests_app.shown").unsign(request.POST.get("shown", "")).split(":")
    except BadSignature:
        return []
