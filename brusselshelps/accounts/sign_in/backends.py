"""Which usernames and passwords are accepted, and which sessions stay valid."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from brusselshelps.accounts.models import User


class StaffBackend(ModelBackend):
    """Consulted at every sign-in and on every page, so that an account that has ended is signed out at once.

    It never reveals whether the username, the password or the account was wrong, and computes one hash in each case.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return isinstance(user, User) and user.may_sign_in
