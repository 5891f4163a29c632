"""Browsers from which a user has signed in before, so that guesses made elsewhere do not lock that user out.

The cookie grants no access. It is signed, and reveals no username without the platform's secret key.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

REMEMBERED_FOR = dt.timedelta(days=90)
# A workplace may be shared by this many accounts.
MAX_ACCOUNTS = 5
SALT = "accounts.known"


def remember(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Mark this browser as known for this user, in addition to those who signed in here before."""
    names = dict.fromkeys([_digest_of(username), *_known(request)])
    response.set_signed_cookie(
        settings.KNOWN_COOKIE_NAME,
        ".".join(list(names)[:MAX_ACCOUNTS]),
        salt=SALT,
        max_age=REMEMBERED_FOR,
        path=reverse("account_login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, username: str) -> bool:
    return _digest_of(username) in _known(request)


def _known(request: HttpRequest) -> list[str]:
    held = request.get_signed_cookie(settings.KNOWN_COOKIE_NAME, default="", salt=SALT, max_age=REMEMBERED_FOR)
    return held.split(".") if held else []


def _digest_of(username: str) -> str:
    return salted_hmac(SALT, username, algorithm="sha256").hexdigest()
