"""The sign-in forms: allauth's, in our own words, with codes that work only once."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context, ratelimit
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from cryptography.fernet import InvalidToken
from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brusselshelps.accounts.current_user import as_staff
from brusselshelps.accounts.models import FIRST_PASSWORD_LASTS, User
from brusselshelps.accounts.sign_in import rate_limit
from brusselshelps.form_layout import helper_of
from brusselshelps.lazy_text import LazyText

# What parsing a credential may raise when no browser made it.
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, IndexError)
NO_CODE = _("Enter the code.")
# Keeps browsers from correcting what is typed.
AS_TYPED = {"autocapitalize": "none", "spellcheck": "false"}


def relabel(field: forms.Field, label: LazyText, required: LazyText, **attributes: str | bool) -> None:
    """Set our own label, the error for an empty field, and the attributes by which a browser can help."""
    field.label, field.error_messages["required"] = label, required
    field.help_text = ""
    field.error_messages["null_characters_not_allowed"] = required
    field.widget.attrs = {
        name: value for name, value in field.widget.attrs.items() if name != "placeholder"
    } | attributes


def autofocus(form: forms.Form) -> dict[str, bool]:
    """A newly opened page focuses its first field; after a mistake, the error summary is read first."""
    return {} if form.is_bound else {"autofocus": True}


class RelabelledForm(forms.Form):
    """A form of allauth whose fields get our own words once they exist."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relabel_fields()

    def relabel_fields(self) -> None:
        raise NotImplementedError


class SignInForm(RelabelledForm, LoginForm):
    helper = helper_of("login", "password")
    first_password_days = FIRST_PASSWORD_LASTS.days

    def relabel_fields(self) -> None:
        relabel(self.fields["login"], _("Username"), _("Enter your username."), **AS_TYPED, **autofocus(self))
        relabel(self.fields["password"], _("Password"), _("Enter your password."))


class PasswordForm(RelabelledForm, ChangePasswordForm):
    helper = helper_of("oldpassword", "password1", "password2")

    def relabel_fields(self) -> None:
        relabel(self.fields["oldpassword"], _("Current password"), _("Enter your current password."))
        relabel(self.fields["password1"], _("New password"), _("Choose a new password."))
        relabel(self.fields["password2"], _("New password again"), _("Enter the new password again."))
        self.fields["password1"].help_text = _(
            "At least 12 characters: for instance, four words that have nothing to do with each other."
        )

    def clean_oldpassword(self) -> str:
        """Each entry is counted before it is compared; the count is cleared when the password was right."""
        account = str(as_staff(self.user).pk)
        if not ratelimit.consume(context.request, action=rate_limit.PRESENT_PASSWORD, key=account):
            raise account_adapter().validation_error("too_many_login_attempts")
        present: str = super().clean_oldpassword()
        ratelimit.clear(context.request, action=rate_limit.PRESENT_PASSWORD, key=account)
        return present

    def clean(self) -> dict[str, str]:
        """Our own checks, because allauth's would only report the first of these errors, in other words."""
        typed: dict[str, str] = self.cleaned_data
        new, again = typed.get("password1"), typed.get("password2")
        if new and again and new != again:
            self.add_error("password2", _("Type the same new password twice."))
        if new and new == typed.get("oldpassword"):
            self.add_error("password1", _("Choose a password that is different from the current one."))
        return typed


class CodeForm(RelabelledForm, AuthenticateForm):
    """A code from the app, or one of the recovery codes."""

    helper = helper_of("code")

    def relabel_fields(self) -> None:
        relabel(self.fields["code"], _("Code"), NO_CODE, **AS_TYPED, **autofocus(self))

    def save(self) -> None:
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            left = len(RecoveryCodes(Authenticator.objects.get(pk=self.authenticator.pk)).get_unused_codes())
            told = ngettext(
                "You have %(left)s code left for when you do not have your phone or key with you. Each code works "
                "once.",
                "You have %(left)s codes left for when you do not have your phone or key with you. Each code works "
                "once.",
                left,
            )
            messages.info(context.request, told % {"left": left})

    def clean_code(self) -> str:
        """Refuse used codes, since allauth accepts a code for half a minute before and after, but refuses a used one
        for only half a minute."""
        try:
            code: str = super().clean_code()
        except InvalidToken:  # encrypted with another HASH_KEY
            raise get_adapter().validation_error("incorrect_code") from None
        if self.authenticator.type == Authenticator.Type.TOTP:
            refuse_used_code(self.user, code)
        return code


def refuse_used_code(user: User, code: str) -> None:
    """Raises ValidationError when this account has already used this code of its app while the code is valid."""
    valid_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"code/{user.pk}/{''.join(filter(str.isdigit, code))}", "used", timeout=valid_for):
        raise get_adapter().validation_error("incorrect_code")


class AppForm(ActivateTOTPForm):
    helper = helper_of("code")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Keeps the key that was scanned: allauth's own form makes another one whenever the page is opened."""
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        self.user, self.secret = user, get_totp_secret()
        relabel(self.fields["code"], _("Code shown by the app"), NO_CODE, inputmode="numeric")

    @property
    def key(self) -> list[str]:
        """The key in groups of four, to be read and typed."""
        return [self.secret[start : start + 4] for start in range(0, len(self.secret), 4)]

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
            refuse_used_code(self.user, code)
        except ValidationError:
            raise ValidationError(_("This code is wrong. Enter the one that the app shows now.")) from None
        return code


class CredentialForm(forms.Form):
    """Reports a credential that no browser makes as a form error, wherever parsing it fails."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except UNREADABLE:
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class PasskeyForm(CredentialForm, AuthenticateWebAuthnForm):
    pass


class NewPasskeyForm(CredentialForm, RelabelledForm, AddWebAuthnForm):
    helper = helper_of("name")

    def relabel_fields(self) -> None:
        relabel(self.fields["name"], _("Name of this passkey"), "")

    def clean_name(self) -> str:
        name: str = super().clean_name()
        return name[:80]
