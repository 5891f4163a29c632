"""The fields of a request and its person that a clerk can correct."""

from __future__ import annotations

# The person's column for each form field; the normalised phone number is derived from `phone_as_written`.
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
