"""The door of the desk as a member of staff meets it: a name, a password, a code."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from brusselshelps.accounts.models import User
from tests.builders import PASSWORD

SIGN_IN = "/staff/sign-in/"
CODE = "/staff/sign-in/code/"
SET_UP = "/staff/second-step/"
OWN = "another long password"


def with_app(user: User) -> str:
    """Set up an app with codes for somebody; returns its key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def with_recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def code_of(secret: str, later: float = 0) -> str:
    """What the app shows now, or that many seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time() + later) // 30))


def try_name(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    following = {"next": extra.pop("next")} if "next" in extra else {}
    headers = {"accept-language": "en"} | extra.pop("headers", {})
    return client.post(SIGN_IN, {"login": username, "password": password} | following, headers=headers, **extra)


def try_code(client: Client, code: str, **extra: Any) -> Any:
    return client.post(CODE, {"code": code}, headers={"accept-language": "en"}, **extra)


def come_in(user: User, secret: str, password: str = PASSWORD, later: float = 0) -> Client:
    """A browser in which somebody signed in through the whole door."""
    client = Client()
    try_name(client, user.username, password)
    assert try_code(client, code_of(secret, later)).status_code == 302
    return client


def is_in(client: Client, page: str = "/admin/") -> bool:
    return bool(client.get(page).status_code == 200)


def kinds_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
