"""References in addresses: only those whose check sign is right lead anywhere."""

from __future__ import annotations

from django.urls import register_converter

from .codes import ALPHABET, is_reference


class ReferenceConverter:
    regex = rf"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}"

    def to_python(self, value: str) -> str:
        if not is_reference(value):
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")
