"""`manage.py break_glass`: opens the first account of a new installation, or one when nobody is left who can do so."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from brusselshelps.accounts import break_glass
from brusselshelps.reference.models import Partner


class Command(BaseCommand):
    help = (
        "Opens an account for one hour: an administrator, or with --office the lead of a back office. Use it to make "
        "the first accounts of an installation, and when nobody is left who can open one. It is never done silently: "
        "the start page tells all staff for a week, with the reason; CONTACT_EMAIL gets an e-mail; it is logged; and "
        "the row that records it can be neither changed nor removed. Prints the first password once; to sign in, you "
        "have to choose another one and set up a second factor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="a name that no account has yet and from which people can tell who it is")
        parser.add_argument("--reason", required=True, help="a sentence that all staff will read")
        parser.add_argument("--office", help="the back office to lead, such as vgc; without it: an administrator")

    def handle(self, *args: Any, username: str, reason: str, office: str | None, **options: Any) -> None:
        if len(reason.split()) < 3:
            raise CommandError("Say in a sentence why: all staff will read it.")
        with override("en"):
            try:
                user, password = break_glass.open_account(username, _office(office), reason)
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from None
        mailed = break_glass.announce(user.changes.get())
        self.stdout.write(f"username  {user.username}\npassword  {password}")
        self.stdout.write(
            "Both work for an hour. To sign in, you have to choose a password of your own and set up a second factor."
        )
        self.stdout.write("All staff will see this on their start page for a week.")
        if not mailed:
            self.stderr.write("No e-mail was sent about it: set CONTACT_EMAIL, and check EMAIL_URL.")


def _office(slug: str | None) -> Partner | None:
    if slug is None:
        return None
    offices = Partner.objects.filter(runs_backoffice=True)
    try:
        return offices.get(slug=slug)
    except Partner.DoesNotExist:
        slugs = ", ".join(offices.values_list("slug", flat=True))
        raise CommandError(f"There is no back office “{slug}”. Choose one of: {slugs}.") from None
