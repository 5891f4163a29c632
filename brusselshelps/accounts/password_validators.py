"""What a password has to be, and may not be made of. Each refusal in our own sentence: Django's are not all translated.

docs/operations.md says the same to who runs the platform.
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

# Whoever guesses begins with these; docs/operations.md names them.
OURS = re.compile(r"brussel|bruxelles|vgc|cocof|backoffice|back-office|vrijwillig|volontair|volunteer")
# A shorter name stands by chance in many a good password.
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
    """Refuses what resembles the username as a whole, and what holds it."""

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
    """Refuses a sign or two over and over, and telephone numbers and dates."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(set(password)) < DIFFERENT or password.isdecimal():
            raise ValidationError(
                _("Use at least five different characters, and not only digits."), code="password_not_varied"
            )

    def get_help_text(self) -> str:
        return ""


class NotOfOurWords:
    """Refuses a password in which a name of the platform, a back office or its work stands."""

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
