"""URL converters for references and tokens. A reference with a wrong check character matches no URL."""

from __future__ import annotations

from django.urls import register_converter

from brusselshelps.people.public_references import ALPHABET, is_reference


class ReferenceConverter:
    regex = rf"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}"

    def to_python(self, value: str) -> str:
        if not is_reference(value):
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        return value


class TokenConverter:
    """The token of a signed link, as generated or as typed from paper."""

    regex = r"[0-9A-Za-z-]{20,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Make `<reference:…>` and `<token:…>` available to every URL configuration."""
    register_converter(ReferenceConverter, "reference")
    register_converter(TokenConverter, "token")
