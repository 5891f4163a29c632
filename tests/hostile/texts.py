"""Texts that nobody types by accident, by name. As bytes they may not even be UTF-8."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "nothing": "",
    "spaces": " \t\u00a0\u3000 ",
    "a NUL": "Ma\0ria",
    "only NULs": "\0\0\0",
    "control signs": "\x01\x1b[31m\x7f\x85",
    "lines and a mail header": "Maria\r\nBcc: everybody@example.org\r\n\r\nHello",
    "odd line ends": "a\u2028b\u2029c\x0bd\x0ce",
    "only zero-width signs": "\u200b\u200c\u200d\u2060\ufeff",
    "only Hangul fillers": "\u3164\u115f\uffa0",
    "direction marks": "\u202eairaM\u202c \u2066Maria\u2069\u200f",
    "right to left": "مرحبا بالعالم שלום עולם",
    "emoji": "👩‍👩‍👧‍👦 🇧🇪 👍🏿",
    "combining marks": "e" + "\u0301" * 3_000,
    "few letters, many marks": "Z\u0351\u0352\u0353a\u0354\u0355l\u0356\u0357go" * 12,
    "a lone surrogate": "Ma\ud800ria",
    "a pair of surrogates": "\ud83d\ude00",
    "no characters": "\ufffe\uffff\U0010ffff\ufdd0",
    "private signs": "\ue000\U000f0000",
    "letters that grow": "ß\u0149\ufb03ŉİ" * 30,
    "ligatures that unfold": "\ufdfa" * 200,
    "a script": "<script>alert(1)</script>",
    "an attribute": "\" autofocus onfocus=alert(1) x='",
    "a comment": "<!--]]><img src=x onerror=alert(1)>",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}{# #}",
    "format signs": "%s %(x)s %d %n %% {0} {x} $x ${x}",
    "a formula": '=HYPERLINK("http://help.example";"x")',
    "SQL": "'; drop table volunteers_volunteer; --",
    "JSON": '{"$ne": null}',
    "a path": "../../../../etc/passwd",
    "one long word": "w" * 199,
    "a long word": "w" * 5_000,
    "figures of other scripts": "١٠٢٠ 1020 १०२०",
    "a long number": "9" * 6_000,
    "odd numbers": "-1e308 NaN Infinity 0x41 1_000",
    "a phone number and more": "+32470123456;ext=9;phone-context=+1",
    "an address in another script": "мария@пример.рф",
    "an address with a long label": "maria@" + "ü" * 60 + ".be",
    "an address with a quoted part": '"maria peeters"@example.org',
    "an address within brackets": "Maria <maria@example.org>",
    "an address at a number": "maria@[127.0.0.1]",
    "two addresses": "maria@example.org,jef@example.org",
}
A_MEGABYTE = b"x" * 1_000_000
NOT_UTF8 = {
    "Latin-1": "é".encode("latin-1"),
    "UTF-16": "Maria".encode("utf-16"),
    "too long a form": b"\xc0\xaf",
    "cut off": b"\xe2\x82",
    "every byte": bytes(range(256)),
}


def as_bytes(text: str) -> bytes:
    """UTF-8, with lone surrogates encoded as if they were allowed."""
    return text.encode("utf-8", "surrogatepass")


EVERY_TEXT = {name: as_bytes(text) for name, text in TEXTS.items()} | NOT_UTF8


def is_utf8(text: bytes) -> bool:
    """Whether it can be decoded; undecodable bytes are not replaced."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
