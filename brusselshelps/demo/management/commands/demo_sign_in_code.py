"""`manage.py demo_sign_in_code`: the code that the demo asks for at sign-in, after the password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from brusselshelps.demo import staff


class Command(BaseCommand):
    help = (
        "Prints the code that the demo staff need to sign in now, and the next one. A code works once for each of "
        "them: to sign in twice within half a minute, use the next one."
    )

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Anybody can read the key of these codes: they only work with DEBUG=True.")
        self.stdout.write(staff.codes())
