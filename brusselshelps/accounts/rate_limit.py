"""What is counted of wrong passwords and codes, and how it begins anew for who got a first password.

The settings say how much is too much; allauth counts.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

# As it is called in the settings.
PRESENT = "present_password"
# As long as the longest of the counters lasts, in seconds.
LASTS = 24 * 3600


def under(username: str) -> str:
    """What the tries of a name are counted under. From which networks they came nobody knows, so the counters cannot
    be emptied: since the account was given a first password, they are others."""
    return f"{username}/{cache.get(_anew(username), '')}"


def forget(request: HttpRequest, user: Any) -> None:
    """The account was given a first password: what was wrong before counts no longer."""
    cache.set(_anew(user.username), time.time(), timeout=LASTS)
    ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{user.pk}")
    ratelimit.clear(request, action=PRESENT, key=str(user.pk))


def _anew(username: str) -> str:
    return f"anew/{username}"
