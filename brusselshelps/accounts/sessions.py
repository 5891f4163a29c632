"""What a session knows: when it began, when it was last used, and whose second factor it has seen."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

logger = logging.getLogger(__name__)

BEGAN, SEEN, SECOND_FACTOR = "began_at", "seen_at", "second_factor_of"
# Written at most so often, in seconds: a page is no reason to write a row.
EVERY = 60
# Who changes how they sign in has to have signed in within so many seconds.
FRESH = 15 * 60


def begin(request: HttpRequest, user: Any, **others: Any) -> None:
    """Somebody signed in."""
    logger.info("Signing in: account %s", user.pk)
    request.session[BEGAN] = request.session[SEEN] = time.time()


def second_factor_seen(request: HttpRequest, user: Any, **others: Any) -> None:
    """A code or a passkey was right, or was just set up."""
    request.session[SECOND_FACTOR] = user.pk


def second_factor_removed(request: HttpRequest, user: Any, **others: Any) -> None:
    """Who has none left has to set one up before anything else."""
    if not is_mfa_enabled(user):
        request.session.pop(SECOND_FACTOR, None)


def has_second_factor(request: HttpRequest) -> bool:
    return bool(request.session.get(SECOND_FACTOR) == request.user.pk)


def is_fresh(request: HttpRequest) -> bool:
    return bool(time.time() - request.session.get(BEGAN, 0) < FRESH)


def is_over(request: HttpRequest) -> bool:
    """Ends a session that was idle or went on for too long, and notes that one goes on."""
    now, session = time.time(), request.session
    idle, began = now - session.get(SEEN, 0), session.get(BEGAN, 0)
    if idle > settings.SESSION_IDLE or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        return True
    if idle > EVERY:
        session[SEEN] = now
    return False
