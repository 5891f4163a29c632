"""What a clerk can correct of a request and its person."""

from __future__ import annotations

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
