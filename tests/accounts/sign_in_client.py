"""Helpers that sign in at the desk as a member of staff does: with a user name, a password and a code."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from brusselshelps.accounts.models import User
from brusselshelps.accounts.sign_in.sessions import SECOND_FACTOR_OF
from tests.builders import PASSWORD

SIGN_IN = "/staff/sign-in/"
CODE = "/staff/sign-in/code/"
SET_UP = "/staff/second-step/"
OWN = "another long password"


def with_app(user: User) -> str:
    """Set up an authenticator app for this user, replacing any earlier one; returns its key."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def key_on(page: Any) -> str:
    """The key shown on the page where an app is set up."""
    found = re.search(r'class="key">(.*?)</code>', page.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>|\s", "", found[1])  # type: ignore[index]


def with_recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def with_passkey(user: User, name: str) -> None:
    """Register a passkey as a browser would; the private key is thrown away."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    key = AttestedCredentialData.create(b"\0" * 16, secrets.token_bytes(16), public)
    seen = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    about = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), seen, 0, bytes(key))
    attested = AttestationObject.create("none", about, {})
    response = {"clientDataJSON": websafe_encode(b'{"type": "webauthn.create", "challenge": "", "origin": ""}')}
    response["attestationObject"] = websafe_encode(bytes(attested))
    identity = websafe_encode(key.credential_id)
    WebAuthn.add(user, name, {"id": identity, "rawId": identity, "type": "public-key", "response": response})


def code_of(secret: str, later: float = 0) -> str:
    """The code that the app shows now, or will show this many seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time() + later) // 30))


def try_name(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    following = {"next": extra.pop("next")} if "next" in extra else {}
    headers = {"accept-language": "en"} | extra.pop("headers", {})
    return client.post(SIGN_IN, {"login": username, "password": password} | following, headers=headers, **extra)


def try_code(client: Client, code: str, **extra: Any) -> Any:
    return client.post(CODE, {"code": code}, headers={"accept-language": "en"}, **extra)


def come_in(user: User, secret: str, password: str = PASSWORD, later: float = 0) -> Client:
    """A browser in which this user has signed in through the sign-in pages."""
    client = Client()
    try_name(client, user.username, password)
    assert try_code(client, code_of(secret, later)).status_code == 302
    return client


def session_of(user: User) -> str:
    """The key of a session signed in with both factors, without using the sign-in pages."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR_OF] = user.pk
    session.save()
    return str(session.session_key)


def is_in(client: Client, page: str = "/admin/") -> bool:
    return bool(client.get(page).status_code == 200)


def kinds_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


class Counting(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    algorithm = "counting"
    computed = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.computed += 1
        return super().encode(password, salt)
