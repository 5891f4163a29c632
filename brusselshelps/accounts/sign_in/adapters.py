"""What allauth leaves to a project: what counts as an attempt, where to redirect, what to say, how to store secrets."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.roles import Role
from brusselshelps.accounts import encryption
from brusselshelps.accounts.current_user import as_staff, staff_of
from brusselshelps.accounts.sign_in import known_browsers, rate_limit, sessions
from brusselshelps.http.client_ip import network_of

logger = logging.getLogger(__name__)

RATE_LIMIT_CODES = {"too_many_login_attempts", "rate_limited"}
WRONG_CODE = _(
    "This code is wrong or has already been used. Enter the next code from the app, or another recovery code."
)
WRONG_PASSWORD = _("This username and password do not match. Check capital and small letters.")
# By the template that allauth would render. Events that are not listed here show no message.
MESSAGES = {
    "account/messages/password_changed.txt": _(
        "Your password has been changed. You have been signed out everywhere else."
    ),
    "mfa/messages/totp_activated.txt": _("From now on, you need a code from your app to sign in."),
    "mfa/messages/totp_deactivated.txt": _("Your app has been removed: its codes no longer work."),
    "mfa/messages/webauthn_added.txt": _("From now on, you can sign in with this passkey."),
    "mfa/messages/webauthn_removed.txt": _("The passkey has been removed: it no longer works."),
}


class SignInAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_PASSWORD,
        "enter_current_password": _("This is not your current password. Check capital and small letters."),
        "incorrect_code": WRONG_CODE,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many attempts are not an error in the form: they get a page of their own."""
        if code in RATE_LIMIT_CODES:
            logger.warning("Signing in: held up after too many tries")
            raise ImmediateHttpResponse(ratelimit.respond_429(context.request))
        return super().validation_error(code, *args)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        username = credentials["username"]
        browser = "known" if known_browsers.is_known(request, username) else "anywhere"
        key = f"{browser}/{rate_limit.attempts_key(username)}"
        if not ratelimit.consume(request, action="login_anywhere", key=key):
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_browsers.remember(request, response, user.get_username())
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.info("Signing in: refused a name and password")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Per network and username, so that nobody can lock out a colleague from elsewhere."""
        return f"{self.get_client_ip(request)}/{rate_limit.attempts_key(credentials['username'])}"

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_of(request)

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("reports" if staff_of(request).role == Role.MINISTRY else "admin:index")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The page confirms signing out because of its URL: a message would require a new session."""
        return f"{reverse('account_login')}?out"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only our own pages are safe."""
        secure = context.request.is_secure()
        return url_has_allowed_host_and_scheme(url, {context.request.get_host()}, require_https=secure)

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        as_staff(user).first_password_until = None
        super().set_password(user, password)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Only messages that the user needs."""
        if message_template in MESSAGES:
            messages.add_message(request, level, MESSAGES[message_template])

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A recent sign-in with both factors counts as reauthentication."""
        return not sessions.is_fresh(context.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        return [{"id": "again", "url": reverse("reauthenticate")}] if user.is_authenticated else []


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The image embedded in the page, so that no page needs images from elsewhere."""
        return super().build_totp_svg(url).partition("?>")[2]

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return gettext("My passkey")

    def _get_site_name(self) -> str:
        return "Brussels helps"
