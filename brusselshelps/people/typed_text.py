"""What people type, made storable: invisible marks out, phones and postcodes read as people write them."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

# Letters nobody sees but that hold a word together in Persian, Hindi or an emoji; all other format marks go.
JOINERS = "\u200c\u200d"
POSTCODE = re.compile(r"^(?:BE?[\s-]*)?(\d(?:[\s./-]?\d){3})(?![\s./-]?\d)", re.IGNORECASE)


def clean_text(text: str) -> str:
    """The text without control and direction marks, in one Unicode form, trimmed; empty when nothing is visible."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(sign for sign in text if sign in JOINERS or sign in "\n\t" or _is_storable(sign)).strip()
    return text if any(_is_visible(sign) for sign in text) else ""


def _is_storable(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Cn"}


def _is_visible(sign: str) -> bool:
    # The Hangul fillers count as letters and show nothing.
    return unicodedata.category(sign)[0] in "LNPS" and sign not in "\u115f\u1160\u3164\uffa0"


def refuse_nul(text: str) -> None:
    if "\0" in text:
        raise ValidationError(_("This text contains characters that cannot be stored. Type it again without them."))


def read_phone(text: str) -> str:
    """The number in E.164, or empty when it cannot be read. Numbers without a country are Belgian."""
    number = _parse(text)
    if not number or not phonenumbers.is_valid_number(number) or number.extension:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled(text: str) -> str:
    """As read_phone, to look for a number that is kept: those of the example are in no plan of numbers."""
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
    """Raises ValidationError for an address no mail server could be given."""
    sentence = _("Enter the full e-mail address, for instance maria@example.org.")
    EmailValidator(sentence)(address)
    name, _at, domain = address.rpartition("@")
    try:
        # The validator looks away from capitals, and so lets letters through that only look like ASCII.
        name.encode("ascii")
        domain.encode("idna")
    except UnicodeError:
        raise ValidationError(sentence) from None
    # A dotless "gmaıl.com" is another domain, of somebody else, and in capitals the same.
    if not domain.isascii() and any(same.isascii() for same in _same_domains(domain)):
        raise ValidationError(sentence)


def _same_domains(domain: str) -> tuple[str, ...]:
    """How a domain could be written by who compares it without capitals or widths."""
    return domain.upper(), domain.lower(), domain.casefold(), unicodedata.normalize("NFKC", domain)


def fold_email(email: str) -> str:
    """Two spellings of one address become one; what stands before the @ is not read further."""
    return clean_text(email).casefold()
