"""Whose name and password are accepted, and whose session goes on."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from brusselshelps.accounts.models import User


class StaffBackend(ModelBackend):
    """Asked at every sign-in and at every page: an account that ended is out at once.

    It never says which of name, password and account was wrong, and computes one hash in each case.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return isinstance(user, User) and user.may_sign_in
