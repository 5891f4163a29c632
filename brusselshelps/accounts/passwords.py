"""What a password may not be made of."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Whoever guesses begins with these; docs/operations.md names them.
OURS = re.compile(r"brussel|bruxelles|vgc|cocof|backoffice|back-office|vrijwillig|volontair|volunteer")


class NotOfOurWords:
    """Refuses a password in which a name of the platform, a back office or its work stands."""

    def validate(self, password: str, user: Any = None) -> None:
        if OURS.search(password.casefold().replace(" ", "")):
            raise ValidationError(
                _("Leave out the name of the platform, of a back office and of its work: these are guessed first."),
                code="password_of_our_words",
            )

    def get_help_text(self) -> str:
        return ""
