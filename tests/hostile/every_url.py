"""Requests that nobody makes by clicking, to every URL: arbitrary text in paths, queries, forms and headers.

Half of each request is valid, so that the other half gets past the first checks.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from django.apps import apps
from django.test import RequestFactory
from hypothesis import strategies as st

from tests.access.support.access_matrix import Cell, answers_to, cells_of, gets_inside
from tests.access.support.exchange import meet
from tests.access.support.sample_world import Actor, World
from tests.access.support.url_inventory import Fills, addresses
from tests.hostile.form_posts import MULTIPART, URLENCODED, Pairs, multipart, urlencoded
from tests.hostile.texts import EVERY_TEXT, NOT_UTF8, as_bytes, is_utf8

FACTORY = RequestFactory()


def each(words: str) -> list[str]:
    return words.split()


WORDS = each("""
    0 1 -1 1.5 999999999999999999999 nl fr de on yes no me intake ours all dog 1000 open vgc today 2026-01-01
    2026-01-01T10:00 20260101T000000.000000-1 0470123456 maria@example.org //evil.example /admin/ json request-1
    match-1 resident answered insured
""")
# Half of the values have a meaning here; one request in ten contains bytes that are not text.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40).map(as_bytes)
ODD = [text for text in EVERY_TEXT.values() if len(text) < 2_000 and is_utf8(text)]
WORD = st.sampled_from([word.encode() for word in WORDS])
VALUE = st.one_of(WORD, WORD, st.sampled_from(ODD), TEXT)
BROKEN = st.one_of(st.sampled_from(list(NOT_UTF8.values())), st.binary(max_size=20))
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
# Not the header that holds the session: every visitor would then be anonymous.
HEADS = each("""
    HTTP_ACCEPT_LANGUAGE HTTP_HOST HTTP_REFERER HTTP_ORIGIN HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PROTO HTTP_RANGE
    HTTP_IF_MODIFIED_SINCE HTTP_IF_NONE_MATCH HTTP_SEC_FETCH_SITE HTTP_USER_AGENT HTTP_ACCEPT HTTP_X_REQUESTED_WITH
    HTTP_X_HTTP_METHOD_OVERRIDE HTTP_X_CSRFTOKEN HTTP_X_FORWARDED_HOST REMOTE_ADDR
""")
KINDS = (
    *(URLENCODED,) * 20,
    *(MULTIPART, MULTIPART, "application/json", "text/plain", "", "multipart/form-data", "image/png"),
    *(f"{URLENCODED}; charset=rot13", f"{MULTIPART}; charset=utf-7"),
)
SELDOM = st.sampled_from([False] * 9 + [True])


class Seen(NamedTuple):
    """What a page offers: the fields of its forms with their values, and the query strings of its links."""

    fields: Pairs
    queries: list[str]


class Requests:
    """Draws requests from every actor; each page is first opened normally, once, to see what it offers."""

    def __init__(self, world: World) -> None:
        self.world, self.seen = world, cache(self._see)
        self.cells = [cell for address in addresses() for cell in cells_of(address, world) if not cell.empty]
        self.inside = [cell for cell in self.cells if cell.method != "HEAD" and gets_inside(cell, world)]

    def _see(self, name: str, path: str) -> Seen:
        text = meet(self.world.actors[name], "GET", path).text
        found = re.findall(r'<(?:input|textarea|select|button)[^>]*?name="([^"]+)"(?:[^>]*?value="([^"]*)")?', text)
        fields = [(key.encode(), unescape(value).encode()) for key, value in found]
        return Seen(fields, sorted(set(map(unescape, re.findall(r'href="[^"?]*\?([^"]+)"', text)))))

    def draw(self, draw: Any) -> tuple[str, dict[str, Any], str]:
        """The actor's name, the WSGI environ, and the text of the request."""
        cell: Cell = draw(st.sampled_from(draw(st.sampled_from([*[self.inside] * 6, self.cells]))))
        actor = self.world.actors[cell.actor]
        right = Fills(self.world, actor, cell.whose).path(cell.address)
        seen = self.seen(cell.actor, right)
        known = answers_to(cell, self.world)
        body = draw(_body(seen, [(key.encode(), str(value).encode()) for key, value in known.items()]))
        query = draw(_query(seen))
        kind = draw(st.sampled_from(KINDS))
        content = multipart(body) if "multipart" in kind else urlencoded(body)
        if draw(SELDOM):
            content += b"&" + draw(BROKEN)
        head = _head(draw, actor) | {"PATH_INFO": _path(draw, right), "QUERY_STRING": query.decode("latin-1")}
        environ = FACTORY.generic(cell.method, "/", content).environ | {"CONTENT_TYPE": kind} | head
        asked = b" ".join([right.encode(), unquote_to_bytes(query), unquote_to_bytes(content), content])
        return cell.actor, environ, f"{asked.decode(errors='replace')} {head}"


def _body(seen: Seen, known: Pairs) -> Any:
    """The form as it is on the page, or the data of the action; with values replaced and fields added."""
    whole = st.sampled_from([seen.fields, known, []])
    exchanged = st.dictionaries(
        st.sampled_from([key for key, _value in seen.fields + known] or [b""]), VALUE, max_size=4
    )
    added = st.lists(st.tuples(_names(FORM), VALUE), max_size=3)
    return st.tuples(whole, exchanged, added).map(
        lambda found: [(key, found[1].get(key, value)) for key, value in found[0]] + found[2]
    )


def _query(seen: Seen) -> Any:
    linked = st.sampled_from([query.encode() for query in seen.queries] or [b""])
    wild = st.lists(st.tuples(_names(QUERY), VALUE), max_size=3).map(urlencoded)
    broken = BROKEN.map(lambda text: urlencoded([(b"q", text)]))
    return st.one_of(linked, linked, linked, wild, st.tuples(linked, wild).map(b"&".join), st.just(b""), broken)


def _names(known: list[str]) -> Any:
    """A known name, a lookup through arbitrary columns, or any text."""
    word = st.sampled_from(known).map(str.encode)
    lookup = st.tuples(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3), st.sampled_from(LOOKUPS))
    return st.one_of(word, word, word, lookup.map(lambda found: "__".join([*found[0], found[1]]).encode()), TEXT)


def _head(draw: Any, actor: Actor) -> dict[str, str]:
    """The headers of a request; servers never pass on line breaks or a NUL."""
    head: dict[str, str] = draw(st.dictionaries(st.sampled_from(HEADS), VALUE.map(_as_head), max_size=1))
    cookies = [f"{key}={value}" for key, value in actor.cookies.items()]
    cookies += draw(st.lists(VALUE.map(lambda text: f"x={_as_head(text)}"), max_size=1))
    return head | ({"HTTP_COOKIE": "; ".join(cookies)} if cookies else {})


def _as_head(text: bytes) -> str:
    return re.sub(r"[\r\n\0]", "", text.decode("latin-1"))


def _path(draw: Any, right: str) -> str:
    """The correct path to a row; now and then with one of its segments replaced."""
    steps = right.split("/")
    if draw(SELDOM):
        place = draw(st.integers(1, len(steps) - 1))
        steps[place] = quote_from_bytes(draw(st.one_of(VALUE, BROKEN)), safe="/")
    return unquote_to_bytes("/".join(steps)).decode("latin-1")
