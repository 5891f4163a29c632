"""Pages for when something goes wrong. They need no database, and keep what was typed where it can be sent again."""

from __future__ import annotations

import datetime as dt
import math
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_from_path, get_language_from_request, override

DATABASE_UNREACHABLE = (InterfaceError, OperationalError)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(request, "errors/400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error_page(request, "errors/csrf.html", 403, kept=_sent_fields(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error_page(request, "errors/404.html", 404)


def signed_out(request: HttpRequest, away: bool, way_back: str) -> HttpResponse | None:
    """Somebody sends what they typed at the desk, and is not signed in any more; None when nothing was typed.

    `away` says that it was for long; `way_back` is the page to which signing in leads.
    """
    kept = _sent_fields(request)
    told = {"kept": kept, "away": away, "way_back": way_back}
    return _error_page(request, "errors/signed_out.html", 403, **told) if kept else None


def too_many(request: HttpRequest, until: dt.datetime) -> HttpResponse:
    """Too many forms came from this network; `until` is when the next one may."""
    # Told in whole minutes: rounded up, or who waits until then comes too early.
    response = _error_page(
        request, "errors/429.html", 429, kept=_sent_fields(request), until=until + dt.timedelta(seconds=59)
    )
    response["Retry-After"] = max(1, math.ceil((until - timezone.now()).total_seconds()))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], DATABASE_UNREACHABLE):
        return database_unreachable(request)
    return _error_page(request, "errors/500.html", 500)


def database_unreachable(request: HttpRequest) -> HttpResponse:
    response = _error_page(request, "errors/503.html", 503, kept=_sent_fields(request))
    response["Retry-After"] = 60
    return response


def _error_page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """A page that needs no database, in the language of the address or else of the browser.

    It may be drawn before any middleware chose a language, while that of an earlier visitor is still there.
    """
    language = getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request, check_path=True)
    with override(language):
        response = render(request, template, context, status=status)
    response.headers.setdefault("Content-Language", language)
    return response


def _sent_fields(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """What was typed into a form of the public or of the desk, so that it can be sent again: nothing of the door."""
    try:
        if request.method != "POST" or not _is_from_our_page(request):
            return []
        return [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    except Exception:  # whatever was sent: this page has to come
        return []


def _is_from_our_page(request: HttpRequest) -> bool:
    """Nothing another site made up is offered to be sent; at the desk the browser has to say that it came from here."""
    if request.path_info.startswith("/admin/"):
        return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return bool(get_language_from_path(request.path_info)) and request.headers.get("Sec-Fetch-Site") != "cross-site"
