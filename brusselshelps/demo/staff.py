"""The demo staff, none of whom exist, with a publicly known password and one-time code key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.utils import timezone

from brusselshelps.access.roles import BACKOFFICE_ROLES, Role
from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Partner

PASSWORD = "brussels-helps-demo"  # noqa: S105 - printed on purpose; the command refuses to run in production
KEY = "BRUSSELSHELPSDEMOBRUSSELSHELPSDE"
CHANGES_EVERY = 30
LANGUAGES = {"nl": "Dutch", "fr": "French", "en": "English"}


@dataclass(frozen=True)
class Login:
    username: str
    role: Role
    language: str
    backoffice: str = ""

    @property
    def who(self) -> str:
        """Such as "clerk, VGC, works in Dutch"."""
        words = [self.role.value, self.backoffice.upper(), f"works in {LANGUAGES[self.language]}"]
        return ", ".join(word for word in words if word)

    @property
    def start(self) -> str:
        """The page where this person's work begins."""
        page = "reports" if self.role == Role.MINISTRY else "admin"
        return f"{settings.BASE_URL}/{page}/"

    def create(self) -> User:
        office = Partner.objects.get(slug=self.backoffice) if self.role in BACKOFFICE_ROLES else None
        user = User.objects.create_user(
            self.username, PASSWORD, role=self.role, backoffice=office, language=self.language
        )
        TOTP.activate(user, KEY)
        return user


LOGINS = (
    Login("noor", Role.CLERK, "nl", "vgc"),
    Login("karim", Role.CLERK, "fr", "cocof"),
    Login("els", Role.LEAD, "nl", "vgc"),
    Login("samira", Role.LEAD, "fr", "cocof"),
    Login("lies", Role.MINISTRY, "nl"),
    Login("ines", Role.AUDITOR, "fr"),
    Login("admin", Role.ADMINISTRATOR, "en"),
)


def hire() -> dict[str, User]:
    """The demo staff by username; an existing account is left unchanged."""
    there = {user.username: user for user in User.objects.filter(username__in=[login.username for login in LOGINS])}
    return {login.username: there.get(login.username) or login.create() for login in LOGINS}


def table() -> str:
    """The logins in aligned lines, with a heading."""
    rows = [("user", "password", "who it is", "where to go")]
    rows += [(login.username, PASSWORD, login.who, login.start) for login in LOGINS]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def codes() -> str:
    """The code needed at sign-in after the password, and the next one; each code works once per account."""
    step = int(timezone.now().timestamp()) // CHANGES_EVERY
    until = timezone.localtime(dt.datetime.fromtimestamp((step + 1) * CHANGES_EVERY, dt.UTC))
    now, then = (format_hotp_value(hotp_value(KEY, step + later)) for later in (0, 1))
    return f"code    {now} until {until:%H:%M:%S}, then {then}; later ones: make code\nkey     {KEY} (for an app)"
