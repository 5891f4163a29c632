"""Every field of both forms × texts nobody types by accident: an error message or a complete record, no failure."""

from __future__ import annotations

import pytest

from tests.hostile.form_posts import ENCODERS, ROADS, URLENCODED, Road, send, urlencoded
from tests.hostile.texts import A_MEGABYTE, EVERY_TEXT

pytestmark = [pytest.mark.sampled(6), pytest.mark.usefixtures("open_call")]

# The other forms are built from the same parts as these two.
ORDINARY = ("ask", "register")
FIELDS = [
    pytest.param(road, field, id=f"{road.name}-{field}", marks=() if road.name in ORDINARY else pytest.mark.more)
    for road in ROADS.values()
    for field in (*road.answers, "switch", "csrfmiddlewaretoken", "drawn", "sure", "homepage")
]


@pytest.mark.parametrize(("road", "field"), FIELDS)
@pytest.mark.parametrize("turn", [0, *(pytest.param(turn, marks=pytest.mark.more) for turn in range(1, 8))])
def test_no_text_in_any_field_breaks_a_form(road: Road, field: str, turn: int) -> None:
    """Each turn sends a quarter of the texts in one of the two form encodings; eight turns send all of them in both."""
    ways = list(ENCODERS.values())
    for number, text in enumerate(EVERY_TEXT.values()):
        if (number + len(field) + turn) % 4 == 0:
            encode, content_type = ways[(number // 4 + turn // 4) % 2]
            # A unique key and email address each time, otherwise the second would be recognised.
            key, email = f"00000000-0000-4000-8000-{number:012}", f"jef{number}@example.org"
            changes = {"key": key.encode(), "email": email.encode()} | {field: text}
            send(road, encode(road.pairs(**changes)), content_type)


@pytest.mark.parametrize(
    ("road", "field"),
    [*FIELDS[:12], *(pytest.param(*one.values, marks=pytest.mark.more, id=one.id) for one in FIELDS[12:])],
)
def test_a_megabyte_in_any_field_is_answered(road: Road, field: str) -> None:
    response = send(road, urlencoded(road.pairs(**{field: A_MEGABYTE})), URLENCODED)
    ticks_and_keys = {
        "on_behalf_agreed",
        "adult",
        "information_read",
        "key",
        "drawn",
        "sure",
        "switch",
        "csrfmiddlewaretoken",
    }
    assert response.status_code == 200 or field in ticks_and_keys


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
@pytest.mark.parametrize("way", ENCODERS)
def test_the_answers_that_are_tampered_with_are_right_themselves(road: Road, way: str) -> None:
    encode, content_type = ENCODERS[way]
    assert send(road, encode(road.pairs()), content_type).status_code == 302
