"""How the desk shows a person: columns and fields for the admin of any model that refers to one."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

EMPTY = "–"


def phone_link(number: str, as_written: str) -> str:
    """A link that dials; a number that could not be parsed is shown as it was written, and flagged."""
    if number:
        return format_html('<a href="tel:{}">{}</a>', number, as_written or number)
    if as_written:
        return format_html("{} {}", as_written, flag(gettext("This number could not be read as a phone number.")))
    return EMPTY


def mail_fails(person: Any) -> bool:
    """Whether this person has an e-mail address, but e-mails to it fail."""
    return bool(person.email and person.mail_failed_at)


def flag(words: str) -> str:
    return format_html('<strong class="flag">{}</strong>', words)


def no_mail(person: Any) -> str:
    """In a list, for a person whom no e-mail reaches: whether they can be called. The row's page says what else can be
    done."""
    return flag(
        gettext("call instead") if person.phone_as_written or person.phone else gettext("e-mails do not arrive")
    )


def instead_of_mail(row: Any) -> str:
    """What a clerk can do for the person of this row, when no e-mail reaches them."""
    person = row.person
    if person.phone_as_written or person.phone:
        sentence = gettext("E-mails have not been delivered since %(day)s: call instead.")
    elif getattr(row, "on_behalf_phone", ""):
        sentence = gettext(
            "E-mails have not been delivered since %(day)s, and there is no phone number: call the person who "
            "made the request."
        )
    elif person.street:
        sentence = gettext(
            "E-mails have not been delivered since %(day)s, and there is no phone number: write a letter."
        )
    else:
        sentence = gettext(
            "E-mails have not been delivered since %(day)s, and there is neither a phone number nor a street: look "
            "for a typing mistake in the address, and e-mail the right one yourself."
        )
    return sentence % {"day": date_format(localtime(person.mail_failed_at))}


def yes_or_no(said: bool) -> str:
    """In words, because the icons of Django's admin say "True" in every language."""
    return gettext("yes") if said else gettext("no")


def language_names(codes: list[str]) -> str:
    """The names of these languages (ISO 639 codes) in the reader's language."""
    names = Locale.parse(get_language() or "nl").languages
    return ", ".join(names.get(code, code) for code in codes) or EMPTY


class PersonColumns:
    """Lists show initials and languages; only the page of one row shows a name and contact details."""

    # The columns of the person that a list reads.
    READ = tuple(f"person__{column}" for column in ("name", "phone", "phone_as_written", "email", "mail_failed_at"))
    PERSON = ("name", "phone", "email", "address", "contact_language", "languages")

    @admin.display(description=_("initials"))
    def initials(self, row: Any) -> str:
        initials = row.person.initials or EMPTY
        return format_html("{} {}", initials, no_mail(row.person)) if mail_fails(row.person) else initials

    @admin.display(description=_("name"))
    def name(self, row: Any) -> str:
        if row.person.erased_at:
            day = date_format(localtime(row.person.erased_at))
            return gettext("This person’s data was erased on %(day)s.") % {"day": day}
        return row.person.name or EMPTY

    @admin.display(description=_("phone"))
    def phone(self, row: Any) -> str:
        return phone_link(row.person.phone, row.person.phone_as_written)

    @admin.display(description=_("e-mail address"))
    def email(self, row: Any) -> str:
        if not row.person.email:
            return EMPTY
        link = format_html('<a href="mailto:{0}">{0}</a>', row.person.email)
        return format_html("{} {}", link, flag(instead_of_mail(row))) if mail_fails(row.person) else link

    @admin.display(description=_("street and number"))
    def address(self, row: Any) -> str:
        return f"{row.person.street} {row.person.number}".strip() or EMPTY

    @admin.display(description=_("contact language"))
    def contact_language(self, row: Any) -> str:
        return row.person.get_contact_language_display() or EMPTY

    @admin.display(description=_("languages spoken"))
    def languages(self, row: Any) -> str:
        return language_names(row.person.languages)
