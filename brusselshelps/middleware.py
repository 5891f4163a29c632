"""Middleware for every page: security headers, error pages, and a guard against unreadable requests.

Those are requests in a character set other than UTF-8, and cookies that the database cannot look up. Django trusts the
character set that a request names and fails on one such as "rot13", sometimes while it builds the request, before any
middleware runs. So `only_utf8` wraps the WSGI application and removes that name, and the middleware answers 400 with an
explanation.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils.http import parse_header_parameters

from brusselshelps.error_views import DATABASE_UNREACHABLE, bad_request, database_unreachable, not_found, too_many
from brusselshelps.http.request_state import state_of
from brusselshelps.http.security_headers import PERMISSIONS_POLICY
from brusselshelps.people.forms.rate_limit import RateLimitExceeded

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "POST")
UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}
OTHER_CHARSET = "brusselshelps.foreign_alphabet"


def only_utf8(application: WSGIApplication) -> WSGIApplication:
    """Wrap the WSGI application: requests in another character set lose its name and are marked."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _is_other_charset(environ.get("CONTENT_TYPE", "")):
            environ |= {"CONTENT_TYPE": "", OTHER_CHARSET: True}
        return application(environ, start_response)

    return answer


class SecurityHeadersMiddleware(CSPMiddleware):
    """Adds the security headers of the settings to every response, plus what this page needs; so it comes outermost."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        needed = {"style-src": state_of(request).inline_css}
        if request.path_info.startswith(("/admin/", "/staff/")):
            needed["script-src"] = SELF
        parts.update = needed | (parts.update or {})
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return super().process_response(request, response)


class ReadableRequestMiddleware:
    """Answers 400 to requests that are not UTF-8, which our pages and all browsers use, and drops cookies with a NUL.

    Browsers only use the methods in METHODS. Others are refused, because Django treats them like one of these wherever
    a view does not say otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        if (
            OTHER_CHARSET in request.META
            or _is_other_charset(request.META.get("CONTENT_TYPE", ""))
            or _is_broken(request)
        ):
            request.encoding = "utf-8"
            return bad_request(request)
        return self.get_response(request)


class KeepInputMiddleware:
    """If a form fails through no fault of the user, shows a page from which everything typed can be submitted again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RateLimitExceeded):
            return too_many(request, exception.until)
        if isinstance(exception, DATABASE_UNREACHABLE):
            logger.error("The database does not answer", exc_info=exception)
            return database_unreachable(request)
        return None


class NotFoundPageMiddleware:
    """Shows our own 404 page in the demo too: under DEBUG, Django lists its URL patterns instead. Tracebacks stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Our own 404 page is rendered from a template and never has this class.
        return not_found(request) if settings.DEBUG and isinstance(response, HttpResponseNotFound) else response


def _is_broken(request: HttpRequest) -> bool:
    """Whether the query string or the body holds bytes that are not UTF-8. Django would silently replace them."""
    asked = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    sent = request.body if request.method == "POST" else b""
    try:
        asked.decode()
        (sent if request.content_type == "multipart/form-data" else unquote_to_bytes(sent)).decode()
    except UnicodeDecodeError:
        return True
    return False


def _is_other_charset(content_type: str) -> bool:
    try:
        alphabet: str = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except ValueError:  # a parameter names a character set of its own, which is malformed or unknown
        return True
    return alphabet.strip().casefold() not in UTF_8
