"""What a session holds: when it began, when it was last used, and whose second factor was verified."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

logger = logging.getLogger(__name__)

BEGAN_AT, SEEN_AT, SECOND_FACTOR_OF = "began_at", "seen_at", "second_factor_of"
# The least time between two updates of the last use, in seconds, so that not every page writes a row.
NOTED_EVERY = 60
# Users who change how they sign in must have signed in within this many seconds.
FRESH_FOR = 15 * 60


def begin(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Signal receiver: a user has signed in."""
    logger.info("Signing in: account %s", user.pk)
    request.session[BEGAN_AT] = request.session[SEEN_AT] = time.time()


def second_factor_seen(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Signal receiver: a code or a passkey was correct, or has just been set up."""
    request.session[SECOND_FACTOR_OF] = user.pk


def second_factor_removed(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Signal receiver: a user with no second factor left has to set one up before anything else."""
    if not is_mfa_enabled(user):
        request.session.pop(SECOND_FACTOR_OF, None)


def has_second_factor(request: HttpRequest) -> bool:
    return bool(request.session.get(SECOND_FACTOR_OF) == request.user.pk)


def is_fresh(request: HttpRequest) -> bool:
    return bool(time.time() - request.session.get(BEGAN_AT, 0) < FRESH_FOR)


def end_if_expired(request: HttpRequest) -> bool:
    """End a session that was idle or open for too long, and return whether it was ended; otherwise record the
    activity."""
    now, session = time.time(), request.session
    idle, began = now - session.get(SEEN_AT, 0), session.get(BEGAN_AT, 0)
    if idle > settings.SESSION_IDLE or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        return True
    if idle > NOTED_EVERY:
        session[SEEN_AT] = now
    return False
