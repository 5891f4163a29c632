"""Bodies no browser sends: wrong encodings, a thousand fields, unfinished parts, unexpected content types."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.hostile.form_posts import (
    BOUNDARY,
    ENCODERS,
    MULTIPART,
    ROADS,
    URLENCODED,
    Road,
    multipart,
    rows,
    send,
    urlencoded,
)

pytestmark = [
    pytest.mark.sampled(6),
    pytest.mark.usefixtures("open_call"),
    pytest.mark.parametrize("road", ROADS.values(), ids=ROADS),
]

CHARSETS = (
    *("utf-8", "UTF8", "latin-1", "windows-1252", "utf-16", "utf-32", "utf-7", "utf-8-sig", "idna", "punycode"),
    *("rot13", "base64", "hex", "zip", "bz2", "quopri", "uu", "unicode_escape", "raw_unicode_escape", "undefined"),
    *("mbcs", "nonsense", "", '"', "x" * 3_000, "é", "../../etc/passwd", "utf-8; charset=rot13"),
)
ROUGH: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", URLENCODED),
    "nothing of no kind": (b"", ""),
    "JSON": (json.dumps({"name": "Maria"}).encode(), "application/json"),
    "XML": (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "text/xml"),
    "plain text": (b"name=Maria", "text/plain"),
    "any bytes": (bytes(range(256)) * 4, "application/octet-stream"),
    "a kind that is none": (b"name=Maria", "nonsense / more ; ; = \x01"),
    "only signs between": (b"&&&===;;;%%%+++", URLENCODED),
    "broken percent signs": (b"name=%&phone=%Z9&email=%u0041&postcode=%e9%00", URLENCODED),
    "fields without a name": (b"=Maria&=&" * 100, URLENCODED),
    "parts without a boundary": (b"--x\r\n\r\nx", "multipart/form-data"),
    "a boundary of odd signs": (b"--x\r\n\r\nx", "multipart/form-data; boundary=\x80\xff".encode().decode("latin-1")),
    "a long boundary": (b"--x\r\n\r\nx", f"multipart/form-data; boundary={'x' * 500}"),
    "parts in no part": (b"Maria", MULTIPART),
    "a part that does not end": (
        b'--%b\r\nContent-Disposition: form-data; name="name"\r\n\r\nMar' % BOUNDARY,
        MULTIPART,
    ),
    "a part without a head": (b"--%b\r\n\r\nMaria\r\n--%b--\r\n" % (BOUNDARY, BOUNDARY), MULTIPART),
    "mixed parts": (multipart([(b"name", b"Maria")]), MULTIPART.replace("form-data", "mixed")),
}
HEADS = {
    "a file": b'name="name"; filename="maria.exe"',
    "a file with a NUL": b'name="name"; filename="a\0b"',
    "a file elsewhere": b'name="name"; filename="../../../etc/passwd"',
    "no name": b"",
    "a name with a NUL": b'name="na\0me"',
    "a name that is not UTF-8": b'name="na\xff\xfeme"',
    "a name in another alphabet": b"name*=rot13''anzr",
    "a long name": b'name="' + b"n" * 100_000 + b'"',
}


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("way", ENCODERS)
def test_an_alphabet_that_is_wrong_is_no_failure_of_ours(road: Road, way: str, charset: str) -> None:
    encode, content_type = ENCODERS[way]
    send(road, encode(road.pairs(name="Zoë".encode())), f"{content_type}; charset={charset}")


@pytest.mark.parametrize("name", ROUGH)
def test_a_body_that_is_no_form_stores_nothing(road: Road, name: str) -> None:
    body, content_type = ROUGH[name]
    assert send(road, body, content_type).status_code in (200, 400)


@pytest.mark.parametrize("name", HEADS)
def test_a_part_with_an_odd_head_stores_nothing_in_its_place(road: Road, name: str) -> None:
    odd = b"--%b\r\nContent-Disposition: form-data; %b\r\n\r\nMaria\r\n" % (BOUNDARY, HEADS[name])
    rest = multipart(pair for pair in road.pairs() if pair[0] != b"name")
    assert send(road, odd + rest, MULTIPART).status_code in (200, 400)


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "nonsense"])
def test_a_part_that_is_packed_is_taken_or_refused(road: Road, encoding: str) -> None:
    head = b'--%b\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: %b\r\n\r\n=!\xff\r\n'
    send(road, head % (BOUNDARY, encoding.encode()) + multipart(road.pairs()), MULTIPART)


@pytest.mark.parametrize("way", ENCODERS)
def test_a_thousand_fields_are_refused(road: Road, way: str) -> None:
    encode, content_type = ENCODERS[way]
    many = [(f"field{number}".encode(), b"x") for number in range(1_000)]
    assert send(road, encode(road.pairs() + many), content_type).status_code == 400


@pytest.mark.parametrize("way", ENCODERS)
def test_a_hundred_times_the_same_field_counts_once(road: Road, way: str) -> None:
    encode, content_type = ENCODERS[way]
    for field in road.answers:
        again = [pair for pair in road.pairs() if pair[0] == field.encode()][-1:] * 100
        own = {"key": b"", "email": f"{field}@example.org".encode()}
        answers = [pair for pair in road.pairs(**own) if pair[0] != field.encode()]
        send(road, encode(answers + again), content_type)


@pytest.mark.parametrize("way", ENCODERS)
def test_the_answer_to_a_form_without_one_field_is_a_page_or_a_stored_whole(road: Road, way: str) -> None:
    encode, content_type = ENCODERS[way]
    for number, field in enumerate(road.answers):
        own = {"key": f"00000000-0000-4000-8000-{number:012}".encode(), "email": f"jef{number}@example.org".encode()}
        pairs = [pair for pair in road.pairs(**own) if pair[0] != field.encode()]
        send(road, encode(pairs), content_type)


@pytest.mark.parametrize("length", ["-1", "0", "7", ""])
def test_a_length_that_is_not_true_is_no_failure_of_ours(road: Road, length: str) -> None:
    for encode, content_type in ENCODERS.values():
        send(road, encode(road.pairs()), content_type, CONTENT_LENGTH=length)


@pytest.mark.parametrize("length", ["9999999", "99999999999999999999"])
def test_a_length_over_the_limit_is_refused_before_anything_is_read(road: Road, length: str) -> None:
    assert send(road, urlencoded(road.pairs()), URLENCODED, CONTENT_LENGTH=length).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW"])
def test_other_methods_store_nothing(road: Road, method: str) -> None:
    client = Client(raise_request_exception=False)
    before = rows()
    response: Any = client.generic(method, road.address, urlencoded(road.pairs()), URLENCODED)
    assert response.status_code in (200, 405)
    assert rows() == before


@pytest.mark.parametrize("way", ENCODERS)
@pytest.mark.parametrize("token", ["", "\0", "x" * 32, "é" * 32, "x" * 100_000])
def test_a_form_with_a_wrong_token_stores_nothing(road: Road, way: str, token: str) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.get(road.address)
    encode, content_type = ENCODERS[way]
    body = encode(road.pairs(csrfmiddlewaretoken=token.encode()))
    assert send(road, body, content_type, client).status_code == 403


@pytest.mark.parametrize("charset", ["rot13", "base64", "utf-7", "nonsense"])
def test_a_wrong_charset_is_no_failure_either_when_the_token_is_read(road: Road, charset: str) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.get(road.address)
    for encode, content_type in ENCODERS.values():
        response = send(road, encode(road.pairs()), f"{content_type}; charset={charset}", client)
        assert response.status_code in (400, 403)
