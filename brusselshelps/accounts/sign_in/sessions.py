"""What a session knows: when it began, when it was last used, and whose second factor it has seen."""

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
# Written at most so often, in seconds: a page is no reason to write a row.
NOTED_EVERY = 60
# Who changes how they sign in has to have signed in within so many seconds.
FRESH_FOR = 15 * 60


def begin(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Somebody signed in."""
    logger.info("Signing in: account %s", user.pk)
    request.session[BEGAN_AT] = request.session[SEEN_AT] = time.time()


def second_factor_seen(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """A code or a passkey was right, or was just set up."""
    request.session[SECOND_FACTOR_OF] = user.pk


def second_factor_removed(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Who has none left has to set one up before anything else."""
    if not is_mfa_enabled(user):
        request.session.pop(SECOND_FACTOR_OF, None)


def has_second_factor(request: HttpRequest) -> bool:
    return bool(request.session.get(SECOND_FACTOR_OF) == request.user.pk)


def is_fresh(request: HttpRequest) -> bool:
    return bool(time.time() - request.session.get(BEGAN_AT, 0) < FRESH_FOR)


def end_if_expired(request: HttpRequest) -> bool:
    """Ends a session that was idle or went on for too long, and says whether it did; notes that any other goes on."""
    now, session = time.time(), request.session
    idle, began = now - session.get(SEEN_AT, 0), session.get(BEGAN_AT, 0)
    if idle > settings.SESSION_IDLE or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        return True
    if idle > NOTED_EVERY:
        session[SEEN_AT] = now
    return False
