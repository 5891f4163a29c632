"""Signed links: the right to act for one person, without an account (docs/decisions/0013)."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.privacy.declarations import Personal
from brusselshelps.people.public_references import digest_of, token_of

if TYPE_CHECKING:
    from brusselshelps.people.models import Person


def new_nonce() -> str:
    return secrets.token_hex(16)


class LinkQuerySet(models.QuerySet["Link"]):
    def opened_with(self, token: str, purpose: str) -> LinkQuerySet:
        """The link, at most one, for which this token is valid now."""
        return self.filter(digest=digest_of(token), purpose=purpose, expires_at__gt=timezone.now())


class Link(models.Model):
    """A signed link: its holder acts for this person. The token itself is never stored.

    The token is an HMAC over person, purpose and nonce, computed when an e-mail or a page is rendered; only a hash of
    it is stored.
    """

    class Purpose(models.TextChoices):
        REQUEST = "request", _("what somebody asked for")
        VOLUNTEER = "volunteer", _("what somebody offers")

    LASTS = dt.timedelta(days=90)
    PAUSE = dt.timedelta(minutes=10)
    # The URL name of the page that each kind of link opens, defined by the app that owns the page.
    PAGES = {Purpose.REQUEST: "my_request", Purpose.VOLUNTEER: "my_offer"}

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="links", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    nonce = models.CharField(max_length=32, default=new_nonce)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    asked_at = models.DateTimeField(_("last requested at"), null=True, blank=True)

    # Neither reveals anything without the token and the key.
    PERSONAL = Personal("person", facts=("nonce", "digest"))

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed link")
        verbose_name_plural = _("signed links")
        indexes = [models.Index(name="link_by_end", fields=["expires_at"])]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def token(self) -> str:
        return token_of(f"{self.person_id}/{self.purpose}/{self.nonce}")

    @property
    def path(self) -> str:
        """The path of the page, in the active language."""
        return reverse(self.PAGES[Link.Purpose(self.purpose)], args=[self.token])

    @property
    def address(self) -> str:
        return settings.BASE_URL + self.path

    def ask_again(self) -> bool:
        """Record a request to e-mail the link; False within PAUSE of the last one, to avoid flooding a mailbox."""
        now = timezone.now()
        long_ago = Q(asked_at=None) | Q(asked_at__lt=now - self.PAUSE)
        return Link.objects.filter(long_ago, pk=self.pk).update(asked_at=now) == 1

    @transaction.atomic
    def renew(self) -> Link:
        """Replace this link and all others for the same person and purpose: the old ones stop working."""
        Link.objects.filter(person=self.person, purpose=self.purpose).delete()
        return Link.of(self.person, self.purpose)

    @classmethod
    def of(cls, person: Person, purpose: str) -> Link:
        """The person's link if at least half its lifetime remains; otherwise a new one. The old one stays valid."""
        now = timezone.now()
        fresh = Link.objects.filter(person=person, purpose=purpose, expires_at__gt=now + cls.LASTS / 2)
        if found := fresh.order_by("-expires_at").first():
            return found
        link = Link(person=person, purpose=purpose, expires_at=now + cls.LASTS)
        link.digest = digest_of(link.token)
        link.save()
        return link
