"""The member of staff who sent a request."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from brusselshelps.accounts.models import User


def staff_of(request: HttpRequest) -> User:
    """The user who is signed in. Raises PermissionDenied if there is none, so that no page needs to check again."""
    return as_staff(request.user)


def as_staff(user: AbstractBaseUser | AnonymousUser | None) -> User:
    """The account that Django or allauth passes on as any kind of user. Raises PermissionDenied if there is none."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user
