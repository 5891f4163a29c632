"""Random answers to the forms, and random bytes: the result is always a page or a complete record."""

from __future__ import annotations

from typing import Any

from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.hostile.form_posts import ASK, ENCODERS, MULTIPART, NEED, REGISTER, URLENCODED, Road, send
from tests.hostile.texts import as_bytes

ANY_SIGN = st.text(st.characters(exclude_categories=()), max_size=60).map(as_bytes)
NEARLY = st.sampled_from(
    [
        "1020",
        "B-1000",
        "0470 12 34 56",
        "maria@example.org",
        "nl",
        "myself",
        "inside",
        "dog",
        "on",
        "31/12/2099",
        "40",
        "\u200b",
        "\0",
    ]
).map(str.encode)
ANSWER = st.one_of(ANY_SIGN, NEARLY, st.binary(max_size=40))
WAYS = st.sampled_from(list(ENCODERS.values()))


def answers_to(road: Road) -> Any:
    """Some fields have random answers, the others valid ones."""
    return st.dictionaries(st.sampled_from([name for name in road.answers if name != "key"]), ANSWER, max_size=4)


class RandomAnswersTests(TestCase):
    @settings(max_examples=100)
    @given(answers=answers_to(ASK), way=WAYS)
    def test_random_answers_to_the_help_form(self, answers: dict[str, bytes], way: Any) -> None:
        encode, content_type = way
        send(ASK, encode(ASK.pairs(**answers)), content_type)

    @settings(max_examples=100)
    @given(answers=answers_to(REGISTER), way=WAYS)
    def test_random_answers_to_the_volunteer_form(self, answers: dict[str, bytes], way: Any) -> None:
        encode, content_type = way
        send(REGISTER, encode(REGISTER.pairs(**answers)), content_type)

    @settings(max_examples=100)
    @given(answers=answers_to(NEED), way=WAYS)
    def test_random_answers_to_the_form_for_organisations(self, answers: dict[str, bytes], way: Any) -> None:
        encode, content_type = way
        send(NEED, encode(NEED.pairs(**answers)), content_type)

    @settings(max_examples=60)
    @given(body=st.binary(max_size=500), kind=st.sampled_from([URLENCODED, MULTIPART]), road=st.sampled_from([ASK]))
    def test_random_bytes_store_nothing(self, body: bytes, kind: str, road: Road) -> None:
        assert send(road, body, kind).status_code in (200, 400)

    @settings(max_examples=60)
    @given(path=ANY_SIGN, query=ANY_SIGN)
    def test_random_addresses_lead_nowhere_bad(self, path: bytes, query: bytes) -> None:
        client = Client(raise_request_exception=False)
        environment = {"PATH_INFO": f"/nl/{path.decode('latin-1')}", "QUERY_STRING": query.decode("latin-1")}
        assert client.get("/", **environment).status_code < 500
