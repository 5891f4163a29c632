"""Password rules. Each refusal is in our own words, because not all of Django's are translated.

docs/operations.md lists the same rules for those who run the platform.
"""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from brusselshelps.accounts.models import User

# Attackers guess these first; docs/operations.md lists them.
OURS = re.compile(r"brussel|bruxelles|vgc|cocof|backoffice|back-office|vrijwillig|volontair|volunteer")
# Many good passwords contain a shorter name by chance.
NAME = 4
DIFFERENT = 5


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("This password is too short. Choose one of at least %(signs)s characters.") % {
            "signs": self.min_length
        }


class NotCommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("This password is too common and would be guessed first. Choose another one.")


class NotTheUsername(UserAttributeSimilarityValidator):
    """Refuses a password that resembles the username or contains it."""

    def __init__(self) -> None:
        super().__init__(user_attributes=["username"])

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password, user)
        name = user.username.casefold() if user else ""
        if len(name) >= NAME and name in password.casefold():
            raise ValidationError(self.get_error_message(), code="password_too_similar")

    def get_error_message(self) -> str:
        return _("Do not use your username or anything like it.")


class Varied:
    """Refuses fewer than five different characters, and digits alone, such as phone numbers and dates."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(set(password)) < DIFFERENT or password.isdecimal():
            raise ValidationError(
                _("Use at least five different characters, and not only digits."), code="password_not_varied"
            )

    def get_help_text(self) -> str:
        return ""


class NotOfOurWords:
    """Refuses a password that contains the name of the platform or a back office, or a word from its work."""

    def validate(self, password: str, user: User | None = None) -> None:
        if OURS.search(password.casefold().replace(" ", "")):
            raise ValidationError(
                _(
                    "Do not use the name of the platform or of a back office, or words from its work: these are "
                    "guessed first."
                ),
                code="password_of_our_words",
            )

    def get_help_text(self) -> str:
        return ""
