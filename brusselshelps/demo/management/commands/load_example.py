"""`manage.py load_example`: rows that reproduce the published figures of April 2020."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from brusselshelps.demo import published_example

MADE_UP = (
    "Published are the totals only. Made up, in proportion to the volunteers: how the 272 requests and their 354 items "
    "divide over categories and localities. Made up by lot: their days, between 16 March and 29 April 2020, and which "
    "volunteer lives where and offers what. Why 20 requests are held by no back office is in no source."
)
STORED = (
    "Stored: 2345 volunteers (117 of them outside Brussels) with 4281 candidacies, and 272 help requests with "
    "354 items, handled: 50 held by vgc, 202 by cocof, 20 by no back office."
)


class Command(BaseCommand):
    help = (
        "Stores the example: the figures of the written answer of April 2020, as volunteers and help requests that "
        "give them back to the last digit. All of it or nothing; a second run changes nothing. Nobody in it can be "
        f"reached: everybody withdrew and was forgotten on 31 December 2020. {MADE_UP}"
    )

    def handle(self, **options: Any) -> None:
        stored = published_example.load()
        self.stdout.write(STORED if stored else "Nothing changed: the example of April 2020 is already there.")
        self.stdout.write(MADE_UP)
