"""Counters of wrong passwords and codes, and their reset when an account is given a first password.

The settings hold the limits; allauth counts.
"""

from __future__ import annotations

import time

from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from brusselshelps.accounts.models import User

# As named in the settings.
PRESENT_PASSWORD = "present_password"  # noqa: S105  the name of a setting
# In seconds: as long as the longest of the counters lasts.
KEPT_FOR = 24 * 3600


def attempts_key(username: str) -> str:
    """The key under which attempts on a username are counted. It changes when the account is given a first password:
    the old counters cannot be cleared, because the networks they are for are unknown."""
    return f"{username}/{cache.get(_reset_key(username), '')}"


def reset_attempts(request: HttpRequest, user: User) -> None:
    """Discard earlier wrong attempts, because the account was given a first password."""
    cache.set(_reset_key(user.username), time.time(), timeout=KEPT_FOR)
    ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{user.pk}")
    ratelimit.clear(request, action=PRESENT_PASSWORD, key=str(user.pk))


def _reset_key(username: str) -> str:
    return f"anew/{username}"
