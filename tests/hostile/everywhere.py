"""Requests that nobody makes by clicking, to every address of the house: any words in paths, queries, forms and heads.

Half of each is right, so that the other half gets further in.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from django.apps import apps
from django.test import RequestFactory
from hypothesis import strategies as st

from tests.hostile.roads import MULTIPART, URLENCODED, multipart, urlencoded
from tests.hostile.texts import EVERY_TEXT, as_bytes
from tests.walls.addresses import Address, Fills, addresses
from tests.walls.cells import METHODS, Cell, answers_to, whose_of
from tests.walls.world import World

FACTORY = RequestFactory()


def each(words: str) -> list[str]:
    return words.split()


WORDS = each("""
    0 1 -1 1.5 999999999999999999999 nl fr de on yes no me intake ours all dog 1000 open vgc today 2026-01-01
    2026-01-01T10:00 20260101T000000.000000-1 0470123456 maria@example.org //evil.example /admin/ json request-1
    match-1 resident answered insured
""")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40).map(as_bytes)
VALUE = st.one_of(
    st.sampled_from(WORDS).map(str.encode),
    st.sampled_from([text for text in EVERY_TEXT.values() if len(text) < 2_000]),
    ANY_TEXT,
    st.binary(max_size=20),
)
QUERY = each("""
    q o p all e _popup _to_field _changelist_filters _facets after before oldest place clerk waits late urgency
    state category postcode notes mail aside attended call open active role limit request until language next done
    file switch
""")
FORM = each("""
    q csrfmiddlewaretoken _save _continue _addanother _saveasnew action _selected_action select_across shown version
    to reason whom outcome remark method valid_until next volunteer reference category look use who channel
    received_at take_on language key name phone email street number postcode message for_whom languages
    contact_language on_behalf_name on_behalf_phone on_behalf_relation on_behalf_agreed urgency by_when locality
    username role backoffice login password code credential headcount call insured text until_0 until_1 until
    text_nl slug title_nl report_nl policies-TOTAL_FORMS valid_0 categorypolicy_set-TOTAL_FORMS
    categorypolicy_set-INITIAL_FORMS categorypolicy_set-0-id form-TOTAL_FORMS categorypolicy_set-0-valid_0 switch
    drawn sure homepage residence adult what organisation
""")
LOOKUPS = ("exact", "in", "regex", "startswith", "isnull", "year", "range", "gte", "contains", "overlap", "nonsense")
COLUMNS = sorted({f"{one.name}" for model in apps.get_models() for one in model._meta.get_fields()})
# Not what holds the session: then everybody would be nobody.
HEADS = each("""
    HTTP_ACCEPT_LANGUAGE HTTP_HOST HTTP_REFERER HTTP_ORIGIN HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PROTO HTTP_RANGE
    HTTP_IF_MODIFIED_SINCE HTTP_IF_NONE_MATCH HTTP_SEC_FETCH_SITE HTTP_USER_AGENT HTTP_ACCEPT HTTP_X_REQUESTED_WITH
    HTTP_X_HTTP_METHOD_OVERRIDE HTTP_X_CSRFTOKEN HTTP_X_FORWARDED_HOST REMOTE_ADDR
""")
KINDS = (
    *(URLENCODED, URLENCODED, URLENCODED, MULTIPART, "application/json", "text/plain", "", "multipart/form-data"),
    *(f"{URLENCODED}; charset=rot13", f"{MULTIPART}; charset=utf-7", "image/png"),
)
ADDRESSES = addresses()


def names(known: list[str]) -> Any:
    """A name that is known, a lookup through any columns, or anything."""
    lookup = st.tuples(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3), st.sampled_from(LOOKUPS))
    wild = lookup.map(lambda found: "__".join([*found[0], found[1]]).encode())
    return st.one_of(st.sampled_from(known).map(str.encode), st.sampled_from(known).map(str.encode), wild, ANY_TEXT)


def answers(known: list[str], most: int) -> Any:
    return st.lists(st.tuples(names(known), VALUE), max_size=most)


@st.composite
def requests(draw: Any, world: World) -> tuple[str, dict[str, Any], str]:
    """Who comes, what the server hands over, and its words."""
    address: Address = draw(st.sampled_from(ADDRESSES))
    name = draw(st.sampled_from([one for one in world.actors if not one.startswith("idle")]))
    actor = world.actors[name]
    whose = draw(st.sampled_from(whose_of(address, actor, world)))
    method = draw(st.sampled_from(("GET", "POST", "GET", "POST", *METHODS)))
    path = _path(draw, Fills(world, actor, whose).path(address))
    query = urlencoded(draw(answers(QUERY, 4)))
    right = answers_to(Cell(address, name, method, whose), world)
    body = [(key.encode(), str(value).encode()) for key, value in right.items() if draw(st.booleans())]
    body += draw(answers(FORM, 8))
    kind = draw(st.sampled_from(KINDS))
    content = multipart(body) + draw(st.binary(max_size=10)) if "multipart" in kind else urlencoded(body)
    head = draw(st.dictionaries(st.sampled_from(HEADS), VALUE.map(lambda text: text.decode("latin-1")), max_size=2))
    cookies = [f"{key}={value}" for key, value in actor.cookies.items()]
    cookies += draw(st.lists(ANY_TEXT.map(lambda text: f"x={text.decode('latin-1')}"), max_size=1))
    head |= {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query.decode("latin-1")}
    head |= {"HTTP_COOKIE": "; ".join(cookies)} if cookies else {}
    head = {key: re.sub(r"[\r\n\0]", "", value) for key, value in head.items()}  # no server lets these through
    environ = FACTORY.generic(method, "/", content).environ | {"CONTENT_TYPE": kind} | head
    asked = b" ".join([path.encode(), unquote_to_bytes(query), unquote_to_bytes(content), content])
    return name, environ, f"{asked.decode(errors='replace')} {head}"


def _path(draw: Any, right: str) -> str:
    """The right way to a row; now and then one of its steps is another."""
    steps = right.split("/")
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(1, len(steps) - 1))
        steps[place] = quote_from_bytes(draw(VALUE), safe="/")
    return "/".join(steps)
