"""Error pages. They need no database, and keep what was typed wherever a form can be submitted again."""

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
    """The page for anyone who submits a form at the desk after their session ended; None when nothing was typed.

    `away` says whether they had been away for long; `way_back` is the page to return to after signing in.
    """
    kept = _sent_fields(request)
    told = {"kept": kept, "away": away, "way_back": way_back}
    return _error_page(request, "errors/signed_out.html", 403, **told) if kept else None


def too_many(request: HttpRequest, until: dt.datetime) -> HttpResponse:
    """Too many forms came from this network; `until` is when the next one is accepted."""
    # The page shows whole minutes: rounded up, so that nobody tries again too early.
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
    """A page that needs no database, in the language of the URL or, failing that, of the browser.

    It may be rendered before any middleware has activated a language, while that of an earlier request is still active.
    """
    language = getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request, check_path=True)
    with override(language):
        response = render(request, template, context, status=status)
    response.headers.setdefault("Content-Language", language)
    return response


def _sent_fields(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """What was typed into a public form or one of the desk, so that it can be submitted again; never anything from the
    sign-in pages."""
    try:
        if request.method != "POST" or not _is_from_our_page(request):
            return []
        return [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    except Exception:  # whatever was sent, the error page must be shown
        return []


def _is_from_our_page(request: HttpRequest) -> bool:
    """Whether the form was sent by our own page: data from another site is never offered for submission. At the desk
    the browser must state the origin."""
    if request.path_info.startswith("/admin/"):
        return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return bool(get_language_from_path(request.path_info)) and request.headers.get("Sec-Fetch-Site") != "cross-site"
