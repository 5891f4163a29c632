"""Middleware for staff pages: the user's language, and a sign-in that is complete and recent enough."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

from brusselshelps.access.middleware import STAFF_PAGES
from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.sign_in import sessions
from brusselshelps.desk.return_url import return_url
from brusselshelps.error_views import signed_out

# The staff pages and the sign-in pages, including those for setting up what is required before anything else.
STAFF_AND_SIGN_IN = (*STAFF_PAGES, "/staff/")


class StaffLanguageMiddleware:
    """Staff work in their own language on every page whose URL does not name one.

    Public pages are skipped: looking up the user there would read the session for nothing. Pages and error pages are
    rendered before `get_response` returns, so all of them are translated.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(STAFF_AND_SIGN_IN) or not request.user.is_authenticated:
            return self.get_response(request)
        language = staff_of(request).language
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        # LocaleMiddleware, further out, would name the browser's language here.
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class CompleteSignInMiddleware:
    """The desk and the figures require a recent sign-in with both factors and a password of the user's own choice.

    Anyone who lacks one of these is redirected to the page for it. Staff pages are never kept in a browser's cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(STAFF_AND_SIGN_IN):
            return self.get_response(request)
        response = self._redirected(request) or self.get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def _redirected(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return signed_out(request, away=False, way_back=return_url(request))
        if sessions.end_if_expired(request):
            return signed_out(request, away=True, way_back=return_url(request)) or _to_sign_in(request)
        if not sessions.has_second_factor(request) and is_mfa_enabled(request.user):
            # A second factor was set up elsewhere in the meantime: the password alone is no longer enough.
            logout(request)
            return redirect_to_login(return_url(request))
        if not request.path_info.startswith(STAFF_PAGES):
            return self._already_signed_in(request)
        if staff_of(request).first_password_until:
            return HttpResponseRedirect(reverse("account_change_password"))
        return None if sessions.has_second_factor(request) else HttpResponseRedirect(reverse("mfa_index"))

    def _already_signed_in(self, request: HttpRequest) -> HttpResponse | None:
        """For a user who has signed in through another tab: Django would say that this page had been open for too
        long."""
        if request.method != "POST" or request.path_info not in (reverse("account_login"), reverse("mfa_authenticate")):
            return None
        sentence = gettext("You are already signed in as %(username)s.")
        messages.info(request, sentence % {"username": staff_of(request).username})
        return HttpResponseRedirect(get_next_redirect_url(request) or get_login_redirect_url(request))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    messages.info(request, gettext("You were signed out because you were away for a long time. Sign in again."))
    return redirect_to_login(return_url(request))
