"""Normalise what people type: remove invisible characters, and read phone numbers, postcodes and e-mail addresses."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

# Invisible characters that join letters in Persian and Hindi and parts of an emoji; other format characters go.
JOINERS = "\u200c\u200d"
POSTCODE = re.compile(r"^(?:BE?[\s-]*)?(\d(?:[\s./-]?\d){3})(?![\s./-]?\d)", re.IGNORECASE)


def clean_text(text: str) -> str:
    """The text in NFC without control and direction characters, trimmed; empty when nothing in it is visible."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(sign for sign in text if sign in JOINERS or sign in "\n\t" or _is_storable(sign)).strip()
    return text if any(_is_visible(sign) for sign in text) else ""


def _is_storable(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Cn"}


def _is_visible(sign: str) -> bool:
    # The Hangul fillers are classified as letters but are invisible.
    return unicodedata.category(sign)[0] in "LNPS" and sign not in "\u115f\u1160\u3164\uffa0"


def refuse_nul(text: str) -> None:
    if "\0" in text:
        raise ValidationError(_("This text contains characters that cannot be stored. Type it again without them."))


def read_phone(text: str) -> str:
    """The number in E.164, or empty when it cannot be parsed. A number without a country code is Belgian."""
    number = _parse(text)
    if not number or not phonenumbers.is_valid_number(number) or number.extension:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled(text: str) -> str:
    """As read_phone, but for searching: also accepts numbers outside any numbering plan, as in the example data."""
    number = _parse(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""


def _parse(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        return None


def has_digit(text: str) -> bool:
    return re.search(r"[0-9]", text) is not None


def read_postcode(text: str) -> str:
    """The four digits of "1020", "B-1020", "10 20" or "1020 Laken"; empty when there is no Belgian postcode."""
    found = POSTCODE.match(text.strip())
    digits = re.sub(r"\D", "", found.group(1)) if found else ""
    return digits if digits >= "1000" else ""


def check_email(address: str) -> None:
    """Raises ValidationError for an address that no mail server would accept."""
    sentence = _("Enter the full e-mail address, for instance maria@example.org.")
    EmailValidator(sentence)(address)
    name, _at, domain = address.rpartition("@")
    try:
        # The validator ignores case, and so accepts non-ASCII letters that only look like ASCII.
        name.encode("ascii")
        domain.encode("idna")
    except UnicodeError:
        raise ValidationError(sentence) from None
    # With a dotless i, "gmaıl.com" is somebody else's domain, yet it equals "gmail.com" in upper case.
    if not domain.isascii() and any(same.isascii() for same in _same_domains(domain)):
        raise ValidationError(sentence)


def _same_domains(domain: str) -> tuple[str, ...]:
    """The forms of a domain under case folding and width normalisation."""
    return domain.upper(), domain.lower(), domain.casefold(), unicodedata.normalize("NFKC", domain)


def fold_email(email: str) -> str:
    """Map spellings of the same address to one; the part before the @ is only case-folded."""
    return clean_text(email).casefold()
