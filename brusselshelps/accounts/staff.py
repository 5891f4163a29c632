"""The member of staff who sent a request."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from brusselshelps.accounts.models import User


def staff_of(request: HttpRequest) -> User:
    """Who is signed in. Raises PermissionDenied for anybody else, so that no page needs to ask twice."""
    return as_staff(request.user)


def as_staff(user: AbstractBaseUser | AnonymousUser | None) -> User:
    """The account that Django or allauth passes on as any kind of user. Raises PermissionDenied for nobody's."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user
