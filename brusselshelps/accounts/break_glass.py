"""Emergency access: an account for an hour, opened from the server when nobody else can, and announced to all staff."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.access.database_roles import as_owner
from brusselshelps.access.roles import Role
from brusselshelps.accounts.encryption import new_password
from brusselshelps.accounts.models import AccountChange, User
from brusselshelps.reference.models import LANGUAGES, Partner

VALID_FOR = dt.timedelta(hours=1)
# How long the start page of all staff announces it.
ANNOUNCED_FOR = dt.timedelta(days=7)
SUBJECT = "Brussels helps: noodtoegang, accès d’urgence, emergency access"

logger = logging.getLogger(__name__)


@transaction.atomic
def open_account(username: str, backoffice: Partner | None, reason: str) -> tuple[User, str]:
    """Opens an account for a lead or an administrator that lasts an hour. Returns it with its first password.

    Raises ValidationError when the username is taken.
    """
    password, role = new_password(), Role.LEAD if backoffice else Role.ADMINISTRATOR
    until = timezone.now() + VALID_FOR
    user = User.objects.create_user(
        username, password, role=role, backoffice=backoffice, first_password_until=until, ends_at=until
    )
    user.note(AccountChange.What.EMERGENCY, None, reason)
    return user, password


def recent() -> list[AccountChange]:
    """Emergency access that is announced to all staff."""
    since = timezone.now() - ANNOUNCED_FOR
    rows = AccountChange.objects.filter(what=AccountChange.What.EMERGENCY, at__gt=since)
    # Of every office.
    with as_owner():
        return list(rows.select_related("account__backoffice"))


def announce(change: AccountChange) -> bool:
    """Notify those who run the platform, in the log and by e-mail. False when no e-mail could be sent."""
    account = change.account
    logger.critical("Emergency access was opened from the server: account %s, %s", account.pk, account.role)
    if not settings.CONTACT_EMAIL:
        return False
    try:
        send_mail(SUBJECT, announcement(change), None, [settings.CONTACT_EMAIL])
    except OSError:
        logger.exception("No mail about it could be sent")
        return False
    return True


def announcement(change: AccountChange) -> str:
    """The same text in all three languages: everyone who reads that mailbox understands one of them."""
    parts = []
    for language in LANGUAGES:
        with override(language):
            parts.append(render_to_string("staff/emergency.txt", {"change": change}).strip())
    return "\n\n—\n\n".join(parts) + "\n"
