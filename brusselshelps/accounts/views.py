"""The pages of signing in: those of allauth that this house needs, each with its own template and title."""

from __future__ import annotations

import json
from typing import Any

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from brusselshelps.accounts.sessions import second_factor_seen
from brusselshelps.desk.site import desk
from brusselshelps.reference.models import Language

HOUSE = {"site_title": desk.site_title, "site_header": desk.site_header}


def page(view: Any, template: str, title: Any, **more: Any) -> Any:
    return view.as_view(template_name=f"staff/{template}.html", extra_context=HOUSE | {"title": title}, **more)


class CodeView(mfa.AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = set(user.authenticator_set.values_list("type", flat=True))
        return context | {"passkey": as_json(context["js_data"]["request_options"]), "kinds": kinds}


class SetsUp:
    """Who just set up a second factor has shown it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        second_factor_seen(self.request, self.request.user)
        return response


class NewAppView(SetsUp, totp.ActivateTOTPView):
    pass


class NewPasskeyView(SetsUp, webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkey": as_json(context["js_data"]["creation_options"])}


def as_json(options: Any) -> str:
    """What the browser needs to make or use a passkey; stands in an attribute, for no script stands in our pages."""
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


# What was tried too often, by the page on which it was.
TOO_OFTEN = {
    "account_login": _("Somebody tried to sign in too often, from your network or under this name."),
    "account_change_password": _("A wrong present password was filled in too often."),
    "mfa_authenticate": _("A wrong code or passkey was used too often."),
    "mfa_activate_totp": _("A wrong code was filled in too often."),
}
# Where a passkey or a code is asked for, nobody is told about passwords.
CODES = frozenset({"mfa_authenticate", "mfa_activate_totp"})


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """allauth asks for this page by `handler429`, whatever was counted."""
    where = str(request.resolver_match.url_name)  # type: ignore[union-attr]
    back = _("Go back") if request.user.is_authenticated else _("Back to signing in")
    what = TOO_OFTEN.get(where, TOO_OFTEN["account_login"])
    told = {"title": _("Too many tries"), "what": what, "codes": where in CODES, "back": back}
    response = render(request, "staff/too_many.html", HOUSE | told, status=429)
    response["Retry-After"] = "300"
    return response


@require_safe
@login_required
def again(request: HttpRequest) -> HttpResponse:
    """Leads who wants to change how they sign in through the whole door once more."""
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    way = f"{reverse('account_login')}?{urlencode({'next': wanted})}"
    return render(request, "staff/again.html", HOUSE | {"title": _("Sign in once more"), "way": way})


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Who types is not away: asking for this counts as activity. It gives the page the token of its forms anew, for
    signing in changes it."""
    return HttpResponse(get_token(request) if request.user.is_authenticated else "", content_type="text/plain")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language somebody works in: with the account, or before signing in with the browser."""
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
        safe: dict[str, Any] = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, path=reverse("account_login"), **safe)
    return response
