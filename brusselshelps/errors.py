"""Pages for when something goes wrong. They need no database, and keep what was typed where it can be sent again."""

from __future__ import annotations

import datetime as dt
import math
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_from_path, get_language_from_request, override

DATABASE_AWAY = (InterfaceError, OperationalError)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _trouble(request, "errors/400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _trouble(request, "errors/csrf.html", 403, kept=_typed(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _trouble(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _trouble(request, "errors/404.html", 404)


def too_many(request: HttpRequest, until: dt.datetime) -> HttpResponse:
    """Too many forms came from this network; `until` is when the next one may."""
    # Told in whole minutes: rounded up, or who waits until then comes too early.
    response = _trouble(request, "errors/429.html", 429, kept=_typed(request), until=until + dt.timedelta(seconds=59))
    response["Retry-After"] = max(1, math.ceil((until - timezone.now()).total_seconds()))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return database_away(request)
    return _trouble(request, "errors/500.html", 500)


def database_away(request: HttpRequest) -> HttpResponse:
    response = _trouble(request, "errors/503.html", 503, kept=_typed(request))
    response["Retry-After"] = 60
    return response


def _trouble(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """A page that needs no database, in the language of the address or else of the browser.

    It may be drawn before any middleware chose a language, while that of an earlier visitor is still there.
    """
    language = getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request, check_path=True)
    with override(language):
        response = render(request, template, context, status=status)
    response.headers.setdefault("Content-Language", language)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """What was typed into a public form, so that it can be sent again: nothing of staff, nothing from another site."""
    public = get_language_from_path(request.path_info)
    if request.method != "POST" or not public or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return []
    try:
        return [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    except Exception:  # whatever was sent: this page has to come
        return []
