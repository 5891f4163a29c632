"""`manage.py demo_day`: demo staff, and a day's work for them, on a developer's machine."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from brusselshelps.demo import sample_day, staff


class Command(BaseCommand):
    help = (
        "Makes the demo: seven members of staff, and forty volunteers and forty help requests of the last five days, "
        "some new, some taken on by an office, some answered. Everybody in it is made up. All of it or nothing; once "
        "it is there, a second run changes nothing and prints the logins again. Anybody can read their password and "
        "the key of their codes, so it refuses to run without DEBUG."
    )

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Everybody knows the password of the demo staff: the demo is only made with DEBUG=True.")
        stored = sample_day.fill()
        self.stdout.write(f"{staff.table()}\n\n{staff.codes()}\n")
        self.stdout.write(
            "Stored: 7 members of staff, 40 volunteers and 40 help requests, all made up."
            if stored
            else "Nothing changed: the demo is already there."
        )
