"""What stands around the pages of staff: their language, a door that nobody passes half, the trail of what they see."""

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
from brusselshelps.accounts import sessions
from brusselshelps.desk.return_url import return_url
from brusselshelps.error_views import signed_out

# Behind the door, and the door itself: how to sign in, and what to set up before anything else.
STAFF_AND_SIGN_IN = (*STAFF_PAGES, "/staff/")


class StaffLanguageMiddleware:
    """Staff work in their own language on every page whose address does not name one.

    Public pages are passed by: looking at the user there would read the session for nothing.
    The pages are rendered, and failures turned into pages, before `get_response` returns; so all of it is translated.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(STAFF_AND_SIGN_IN) or not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = request.user.language
            response = self.get_response(request)
        # LocaleMiddleware, further out, would name the browser's language here.
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class CompleteSignInMiddleware:
    """The desk and the figures are for who signed in with both factors, under a password of their own, and not too
    long ago. Whoever misses one of these is led to it. Nothing that staff see stays in a browser's store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(STAFF_AND_SIGN_IN):
            return self.get_response(request)
        response = self._led_elsewhere(request) or self.get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def _redirected(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return signed_out(request, away=False, way_back=return_url(request))
        if sessions.is_over(request):
            return signed_out(request, away=True, way_back=return_url(request)) or _to_sign_in(request)
        if not sessions.has_second_factor(request) and is_mfa_enabled(request.user):
            # Set up elsewhere meanwhile: who knows no more than the password has no way around it.
            logout(request)
            return redirect_to_login(return_url(request))
        if not request.path_info.startswith(STAFF_PAGES):
            return self._in_already(request)
        if request.user.first_password_until:
            return HttpResponseRedirect(reverse("account_change_password"))
        return None if sessions.has_second_factor(request) else HttpResponseRedirect(reverse("mfa_index"))

    def _in_already(self, request: HttpRequest) -> HttpResponse | None:
        """Who signed in meanwhile in another tab: Django would say that this page had been open for too long."""
        if request.method != "POST" or request.path_info not in (reverse("account_login"), reverse("mfa_authenticate")):
            return None
        sentence = gettext("You are signed in already, as %(username)s.")
        messages.info(request, sentence % {"username": request.user.username})
        return HttpResponseRedirect(get_next_redirect_url(request) or get_login_redirect_url(request))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    messages.info(request, gettext("You were signed out, because you were away for long. Sign in again."))
    return redirect_to_login(return_url(request))
