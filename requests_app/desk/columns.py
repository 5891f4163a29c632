"""What a clerk can correct of a request and its person, and what each is called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from brusselshelps.people.models import Person
from brusselshelps.people.personal import field_of

from ..models import HelpRequest

# By the name of the field, the column of the person that holds it; the phone number is read from what is written.
OF_PERSON = {
    "name": "name",
    "phone": "phone_as_written",
    "email": "email",
    "street": "street",
    "number": "number",
    "contact_language": "contact_language",
    "languages": "languages",
}
WHAT = ("locality", "urgency", "by_when")
ON_BEHALF = ("on_behalf_name", "on_behalf_phone", "on_behalf_relation", "on_behalf_agreed")
OF_REQUEST = ("message", *WHAT, *ON_BEHALF)


def words_of(columns: Iterable[str]) -> str:
    return ", ".join(_word(name) for name in columns)


def _word(name: str) -> str:
    if name == "phone":
        return gettext("phone")
    return str(field_of(Person if name in OF_PERSON else HelpRequest, name).verbose_name)
