"""Persons: identifying data, kept apart from what is counted."""

from __future__ import annotations

import datetime as dt
import logging

from babel import Locale
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brusselshelps.people.input_cleaning import dialled, fold_email, read_phone
from brusselshelps.people.models.legal_hold import LegalHold
from brusselshelps.people.models.merge import PersonMerge
from brusselshelps.people.models.signed_link import Link
from brusselshelps.people.privacy.declarations import PUBLIC_TASK, Personal, Purpose, ReadBy, Term
from brusselshelps.people.privacy.erasure import empty_columns, withdraw_everything
from brusselshelps.people.search import COMPARED_DIGITS, Fold, LastDigits, digits_of, keys_by
from brusselshelps.reference.models import Language

WHO = ReadBy.OFFICES_OR_HOLDER
logger = logging.getLogger(__name__)
CONTACT = Purpose(_("to reach you about what you asked for or offered"), PUBLIC_TASK, Term.PERSON, WHO)
HOME_ADDRESS = Purpose(_("to bring help to your home"), PUBLIC_TASK, Term.PERSON, WHO)
LANGUAGES_SPOKEN = Purpose(_("to find somebody who speaks your language"), PUBLIC_TASK, Term.PERSON, WHO)


# The languages offered on the forms, as ISO 639 codes; Babel has their names in every language.
SPOKEN = (
    "nl",
    "fr",
    "en",
    "ar",
    "bg",
    "de",
    "el",
    "es",
    "it",
    "ln",
    "pl",
    "pt",
    "ro",
    "ru",
    "sq",
    "tr",
    "uk",
    "rif",
    "zh",
)


class PersonQuerySet(models.QuerySet["Person"]):
    def reached_at(self, email: str) -> PersonQuerySet:
        """Persons with this e-mail address, ignoring case."""
        return self.filter(pk__in=keys_by("people_by_email", email))

    def phoned_from(self, number: str) -> PersonQuerySet:
        """Persons with this number in any notation; unparseable numbers are matched on their last digits."""
        last = digits_of(number)[-COMPARED_DIGITS:]
        return self.filter(pk__in=keys_by("people_by_phone", dialled(number), last)) if last else self.none()

    def named(self, name: str) -> PersonQuerySet:
        """Persons with this name, ignoring accents and case."""
        return self.filter(pk__in=keys_by("people_by_name", name))


class Person(models.Model):
    """Somebody who asks for or offers help. Every form and every imported row creates one; only a clerk can merge two.

    Searched by number, address and name through `sql/search.sql`; reviewed at once when `sql/retention.sql` says so.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True, help_text=_("As +32…; empty if unreadable."))
    phone_as_written = models.CharField(_("phone as written"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    number = models.CharField(_("house number"), max_length=20, blank=True)
    contact_language = models.CharField(_("contact language"), max_length=2, choices=Language, blank=True)
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("languages spoken"), default=list, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    mail_failed_at = models.DateTimeField(
        _("e-mails not delivered since"), null=True, blank=True, help_text=_("Call instead.")
    )
    last_activity_at = models.DateTimeField(_("last contact at"), null=True, blank=True)
    notified_at = models.DateTimeField(_("notified in advance at"), null=True, blank=True)
    erasure_requested_at = models.DateTimeField(_("asked for erasure at"), null=True, blank=True)
    # When retention reviews this person again; nothing is due before (docs/decisions/0019). Undoing a merge or ending a
    # hold sets it to now, by a trigger: staff who do so may not update the person.
    review_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PersonQuerySet.as_manager()

    PERSONAL = Personal(
        "pk",
        {
            "name": CONTACT,
            "email": CONTACT,
            "phone": CONTACT,
            "phone_as_written": CONTACT,
            "street": HOME_ADDRESS,
            "number": HOME_ADDRESS,
            "contact_language": CONTACT,
            "languages": LANGUAGES_SPOKEN,
        },
        stamp="erased_at",
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        # To look up who requests a link again, by address in any case.
        indexes = [
            models.Index(Upper("email"), name="person_by_email", condition=~Q(email="")),
            # To look up callers by number, and to search by name despite typos and missing accents.
            models.Index("phone", name="person_by_phone", condition=~Q(phone="")),
            models.Index(LastDigits("phone_as_written"), name="person_by_last_figures", condition=Q(phone="")),
            GinIndex(OpClass(Fold("name"), name="gin_trgm_ops"), name="person_by_name"),
            models.Index("mail_failed_at", name="person_mail_failed", condition=Q(mail_failed_at__isnull=False)),
            models.Index("review_at", "id", name="person_to_review", condition=Q(erased_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_can_be_reached_or_is_erased",
                condition=Q(erased_at__isnull=False) | ~Q(email="") | Q(phone_as_written__regex="[0-9]"),
                violation_error_message=_("Enter a phone number or an e-mail address."),
            ),
            models.CheckConstraint(
                name="person_phone_is_e164",
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                violation_error_message=_("Enter the phone number with country code, for instance +32 2 000 00 00."),
            ),
            models.CheckConstraint(
                name="person_contact_language_known_or_erased",
                condition=Q(contact_language__in=Language.values) | Q(erased_at__isnull=False),
                violation_error_message=_("Choose a contact language: Dutch, French or English."),
            ),
            models.CheckConstraint(
                name="person_erased_is_empty",
                condition=Q(erased_at__isnull=True)
                | Q(
                    name="",
                    email="",
                    phone="",
                    phone_as_written="",
                    street="",
                    number="",
                    contact_language="",
                    languages=[],
                ),
                violation_error_message=_("Once a person’s data is erased, no personal data is kept."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def initials(self) -> str:
        """At most three letters: all that a list may show of a name."""
        return "".join(f"{word[0].upper()}." for word in self.name.split()[:3])

    def get_languages_display(self) -> str:
        """The languages spoken, named in the reader's language."""
        names = Locale.parse(get_language() or "nl").languages
        return ", ".join(names.get(code, code) for code in self.languages)

    def write_phone(self, as_written: str) -> None:
        """Store the number as typed, and as E.164 if it can be parsed."""
        self.phone_as_written = as_written
        self.phone = read_phone(as_written)

    def mail_failed(self) -> None:
        """Record that mail to this address fails: staff call instead. An address corrected meanwhile is not marked."""
        rows = Person.objects.filter(pk=self.pk, email=self.email, mail_failed_at=None)
        rows.update(mail_failed_at=timezone.now())

    def mail_arrived(self) -> None:
        Person.objects.filter(pk=self.pk, mail_failed_at__isnull=False).update(mail_failed_at=None)

    def same_persons(self) -> list[int]:
        """The primary keys of every Person merged with this one, itself included."""
        [group] = PersonMerge.objects.groups([self.pk])
        return group

    def erased_together(self, *, lock: bool = False) -> list[int]:
        """Of `same_persons`, those with the same address or number: a merge can be wrong, and erasure is irreversible.
        With `lock`, no other transaction can change them before this one ends."""
        same = Person.objects.filter(pk__in=self.same_persons()).order_by("pk")
        return [one.pk for one in (same.select_for_update() if lock else same) if one._agrees_with(self)]

    def _agrees_with(self, other: Person) -> bool:
        """Whether no address or number that both gave differs, and at least one matches."""
        ways = ((fold_email(self.email), fold_email(other.email)), (self.phone, other.phone))
        agree = [one == another for one, another in ways if one and another]
        return self == other or (bool(agree) and all(agree))

    def note_activity(self) -> None:
        """Record that they used their own page, which restarts the twelve months without contact."""
        Person.objects.filter(pk=self.pk, erased_at=None).update(last_activity_at=timezone.now())

    @property
    def erased_on(self) -> dt.date | None:
        """The day of erasure announced to a volunteer; None if not announced or if they have been active since."""
        if self.notified_at is None or (self.last_activity_at and self.last_activity_at > self.notified_at):
            return None
        return timezone.localdate(self.notified_at + dt.timedelta(days=settings.RETENTION["notice"]))

    @property
    def is_held(self) -> bool:
        """Whether a legal hold applies to them or to anybody who would be erased with them."""
        return LegalHold.objects.on(self.erased_together()).exists()

    @transaction.atomic
    def erase(self, at: dt.datetime | None = None) -> bool:
        """Withdraw everything, dated now, then empty the personal columns. No figure of an earlier day changes.

        Also erases the persons in `erased_together`. False under a legal hold: everything is withdrawn, and the request
        is recorded and carried out when the hold ends. `at` is the original time, when a backup brought the data back.
        """
        at = at or timezone.now()
        people = self.erased_together(lock=True)
        if LegalHold.objects.on(people).exists():
            withdraw_everything(people, at)
            Person.objects.filter(pk__in=people, erasure_requested_at=None).update(
                erasure_requested_at=at, review_at=at
            )
            return False
        erase_people(people, at)
        return True


def erase_people(people: list[int], at: dt.datetime) -> int:
    """Erase these persons, whom the caller has locked; return the number of values erased."""
    withdraw_everything(people, at)
    Link.objects.filter(person__in=people).delete()
    emptied = empty_columns(people, at)
    transaction.on_commit(lambda: logger.info(erasure_line(people, at)))
    return emptied


def erasure_line(people: list[int], at: dt.datetime) -> str:
    """The line that the log and `manage.py list_erasures` print and `replay_erasures` reads to repeat an erasure."""
    return f"Forgotten at {at.isoformat()}: {' '.join(map(str, people))}"
