"""The sign-in pages: the views of allauth that we need, each with its own template and title."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, View

from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.sign_in.sessions import second_factor_seen
from brusselshelps.desk.site import desk
from brusselshelps.lazy_text import LazyText
from brusselshelps.reference.models import Language

SITE_CONTEXT = {"site_title": desk.site_title, "site_header": desk.site_header}


def page(view: type[View[Any]], template: str, title: LazyText, **options: LazyText) -> Callable[..., HttpResponseBase]:
    """A view of allauth, rendered with our template of this name under this title."""
    context = SITE_CONTEXT | {"title": title}
    return view.as_view(template_name=f"staff/{template}.html", extra_context=context, **options)


class CodeView(mfa.AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = set(user.authenticator_set.values_list("type", flat=True))
        return context | {"passkey": as_json(context["js_data"]["request_options"]), "kinds": kinds}


class SecondFactorSetUp(FormView):
    """Setting up a second factor counts as having used it."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        second_factor_seen(self.request, staff_of(self.request))
        return response


class NewAppView(SecondFactorSetUp, totp.ActivateTOTPView):
    pass


class NewPasskeyView(SecondFactorSetUp, webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkey": as_json(context["js_data"]["creation_options"])}


def as_json(options: dict[str, object]) -> str:
    """What the browser needs to make or use a passkey, for an attribute: our pages contain no inline scripts."""
    return json.dumps(options)


sign_in = page(account.LoginView, "sign_in", _("Sign in"))
sign_out = require_POST(account.LogoutView.as_view())
code = page(CodeView, "code", _("Second step"))
password = page(account.PasswordChangeView, "password", _("Change your password"))
second_factor = page(mfa.IndexView, "second_factor", _("Your second step"))
app = page(NewAppView, "app", _("Set up an app"))
app_remove = page(totp.DeactivateTOTPView, "remove", _("Remove the app"))
passkey = page(NewPasskeyView, "passkey", _("Add a passkey"))
passkey_remove = page(
    webauthn.RemoveWebAuthnView, "remove", _("Remove a passkey"), success_url=reverse_lazy("mfa_index")
)
recovery_codes = page(codes.ViewRecoveryCodesView, "recovery_codes", _("Recovery codes"))
recovery_codes_new = page(codes.GenerateRecoveryCodesView, "recovery_codes_new", _("New recovery codes"))


# What was attempted too often, by the URL name of the page.
RATE_LIMIT_SENTENCES = {
    "account_login": _("Somebody has tried to sign in too many times from your network or with this username."),
    "account_change_password": _("A wrong current password was entered too many times."),
    "mfa_authenticate": _("A wrong code or passkey was used too many times."),
    "mfa_activate_totp": _("A wrong code was entered too many times."),
}
# Pages that ask for a passkey or a code do not mention passwords.
CODE_PAGES = frozenset({"mfa_authenticate", "mfa_activate_totp"})


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The page for too many attempts of any kind; allauth uses it through `handler429`."""
    page_name = (request.resolver_match and request.resolver_match.url_name) or ""
    back = _("Go back") if request.user.is_authenticated else _("Back to sign-in")
    what = RATE_LIMIT_SENTENCES.get(page_name, RATE_LIMIT_SENTENCES["account_login"])
    context = {"title": _("Too many attempts"), "what": what, "codes": page_name in CODE_PAGES, "back": back}
    response = render(request, "staff/too_many.html", SITE_CONTEXT | context, status=429)
    response["Retry-After"] = "300"
    return response


@require_safe
@login_required
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Anyone who wants to change how they sign in has to sign in again, with both factors."""
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    sign_in_url = f"{reverse('account_login')}?{urlencode({'next': wanted})}"
    context = {"title": _("Sign in again"), "sign_in_url": sign_in_url}
    return render(request, "staff/reauthenticate.html", SITE_CONTEXT | context)


@require_safe
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Keeps the session of a user who is typing alive. Returns the CSRF token for the page's forms, because signing in
    changes it."""
    return HttpResponse(get_token(request) if request.user.is_authenticated else "", content_type="text/plain")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Store the language a user works in: in the account or, before signing in, in the browser."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("admin:index")
    response = HttpResponseRedirect(back)
    if chosen not in Language.values:
        return response
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            path=reverse("account_login"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
