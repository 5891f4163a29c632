"""What is counted of wrong passwords and codes, and how it begins anew for who got a first password.

The settings say how much is too much; allauth counts.
"""

from __future__ import annotations

import time

from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from brusselshelps.accounts.models import User

# As it is called in the settings.
PRESENT_PASSWORD = "present_password"  # noqa: S105  the name of a setting
# As long as the longest of the counters lasts, in seconds.
KEPT_FOR = 24 * 3600


def attempts_key(username: str) -> str:
    """What the tries of a name are counted under. From which networks they came nobody knows, so the counters cannot
    be emptied: since the account was given a first password, they are others."""
    return f"{username}/{cache.get(_reset_key(username), '')}"


def reset_attempts(request: HttpRequest, user: User) -> None:
    """The account was given a first password: what was wrong before counts no longer."""
    cache.set(_reset_key(user.username), time.time(), timeout=KEPT_FOR)
    ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{user.pk}")
    ratelimit.clear(request, action=PRESENT_PASSWORD, key=str(user.pk))


def _reset_key(username: str) -> str:
    return f"anew/{username}"
