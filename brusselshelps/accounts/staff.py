"""The member of staff who sent a request."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from brusselshelps.accounts.models import User


def staff_of(request: HttpRequest) -> User:
    """Who is signed in. Raises PermissionDenied for anybody else, so that no page needs to ask twice."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user
