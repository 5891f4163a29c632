"""Request every desk URL for every row: everyone shown on a page is in the access log, and nobody else.

The URLs come from the URLconf, so that pages added later are covered too. Each personal column holds a unique word.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from brusselshelps.accounts.models import User
from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.desk.site import desk
from brusselshelps.people.models import Person, PersonMerge
from brusselshelps.people.privacy.declarations import declarations
from requests_app.models import Match, RequestItem
from tests.builders import make_call, make_need, make_person, make_request, make_sign_up, make_user, make_volunteer
from tests.desk.desk_client import browser
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
KINDS: list[Any] = [kind for kind in desk._registry if hasattr(kind, "PERSONAL")]
Row = tuple[str, int]
# The pages that receive something: what a search or a caller could provide, formatted differently from what is stored,
# so that merely echoing the input shows nobody. Other pages receive nothing.
SEARCHED = ("changelist", "phone")
MISSING = 999999
CHOICES: dict[str, list[Any]] = {
    "state": ["unmet", "accepted"],
    "reason": ["spam"],
    "kind": ["request", "volunteer"],
    "app_label": ["requests_app"],
}


@dataclass
class World:
    """Which rows are about whom, and which words, numbers or initials identify them."""

    rows: dict[int, set[Row]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    references: dict[Row, str] = field(default_factory=dict)
    items: set[tuple[int, int]] = field(default_factory=set)
    keys: dict[str, list[Any]] = field(default_factory=dict)

    def people_in(self, body: str) -> set[int]:
        return {person for word, person in self.words.items() if word in body}


def _names() -> Iterator[str]:
    """Names of three words, whose initials occur nowhere else on a page."""
    for letters in itertools.product("QXZWKJ", repeat=3):
        yield " ".join(
            f"{letter}{sign}{number}" for number, (letter, sign) in enumerate(zip(letters, "uae", strict=True))
        )


@pytest.fixture
def staff() -> dict[str, User]:
    people = {"noor": ("clerk", "vgc"), "els": ("lead", "vgc"), "samira": ("lead", "cocof")}
    hired = {name: make_user(name, role, office) for name, (role, office) in people.items()}
    return hired | {name: make_user(name, role) for name, role in (("lies", "ministry"), ("ada", "administrator"))}


@pytest.fixture
def world(staff: dict[str, User]) -> World:
    noor, samira = staff["noor"], staff["samira"]
    ours, theirs, intake, handed, aside = (
        make_request("shopping", "dog", message="x", person=make_person(name="x", street="x", number="x"),
                     on_behalf_name="x", on_behalf_phone="0499 00 00 00", on_behalf_agreed=True)
        for _number in range(5)
    )  # fmt: skip
    for row, by in ((ours, noor), (theirs, samira), (handed, noor), (aside, noor)):
        row.take_on(by=by)
    for row, by in ((ours, noor), (theirs, samira)):
        match = Match.propose(row.items.first(), make_volunteer(), by=by)
        match.say_yes(by=by)
        row.add_note("x")
    handed.hand_over(samira.backoffice, by=noor, reason="x")
    aside.set_aside("spam", by=noor)
    make_volunteer("dog")
    make_sign_up(call=make_call())
    make_need()
    PersonMerge.say_same(ours.person, intake.person, by=noor)
    PersonMerge.say_same(Volunteer.objects.last().person, theirs.person, by=samira)
    return _marked()


def _marked() -> World:
    world, names, numbers = World(), _names(), itertools.count(10)
    for person in Person.objects.order_by("pk"):
        name, number = next(names), next(numbers)
        person.name, person.street, person.number = name, f"Street{number}q", f"{number}bis"
        person.email, person.phone_as_written = f"someone{number}@example.org", f"0499 {number} {number} {number}"
        person.phone = f"+32499{number}{number}{number}"
        person.save()
        world.rows[person.pk] = {
            (kind._meta.label_lower, pk)
            for kind in KINDS
            for pk in kind.objects.filter(kind.PERSONAL.about([person.pk])).values_list("pk", flat=True)
        }
        world.phones.append(f"+32 499/{number}.{number}.{number}")
        told = (name, person.initials, person.street, f"someone{number}@", person.phone, person.phone_as_written)
        world.words |= dict.fromkeys(told, person.pk)
    _mark_the_rest(world)
    for kind in KINDS:
        for row in kind.objects.all():
            world.references[(kind._meta.label_lower, row.pk)] = row.reference
    world.items = set(RequestItem.objects.values_list("request", "pk")) | {(MISSING, MISSING)}
    world.keys = {
        "item": [pk for _request, pk in sorted(world.items)],
        "match": list(Match.objects.values_list("pk", flat=True)),
        "volunteer": list(Volunteer.objects.values_list("pk", flat=True)),
        "person": list(Person.objects.values_list("pk", flat=True)),
        "merge": list(PersonMerge.objects.values_list("pk", flat=True)),
    }
    return world


def _mark_the_rest(world: World) -> None:
    """Mark the texts stored alongside the person: messages, notes, who asks on their behalf."""
    for model, declared in declarations():
        texts = [name for name in declared.columns if model is not Person and _holds_words(model._meta.get_field(name))]
        for row in model._base_manager.order_by("pk"):
            person = model._base_manager.values_list(declared.person, flat=True).get(pk=row.pk)
            for name in texts:
                if getattr(row, name):
                    word = f"Zq{model.__name__}{name}{row.pk}z" if "phone" not in name else f"0488 00 00 {row.pk + 10}"
                    model._base_manager.filter(pk=row.pk).update(**{name: word})
                    world.words[word] = person


def _holds_words(column: Any) -> bool:
    """A keyed hash reveals nothing, and a value from a list identifies nobody."""
    is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
    return is_text and not column.name.endswith("_key") and (column.max_length or 1000) > 20


def addresses() -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, template and parameters of each desk URL."""
    return sorted(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if route.startswith("admin/"):
                yield from _walk(one.url_patterns, route)
        elif isinstance(one, URLPattern) and route.startswith("admin/") and "(?P" not in route:
            shape = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
            yield one.name or "", f"/{shape}", tuple(re.findall(r"{(\w+)}", shape))


def filled(world: World, shape: str, parameters: tuple[str, ...]) -> Iterator[str]:
    """The URL for every existing row of its kind, and for one that does not exist."""
    known = {name: [*world.keys.get(name, _keys_for(world, shape)), MISSING] for name in parameters} | CHOICES
    for values in itertools.product(*(known[name] for name in parameters)):
        named = dict(zip(parameters, values, strict=True))
        if ("item" not in named or (named["pk"], named["item"]) in world.items) and not _is_twice(named):
            yield shape.format(**named)


def _keys_for(world: World, shape: str) -> list[int]:
    """The keys of the rows whose admin this URL belongs to; of all kinds, where it accepts several."""
    kind = ".".join(shape.split("/")[2:4])
    found = {key for what, key in world.references if what == kind or "{kind}" in shape}
    return sorted(found)


def _is_twice(named: dict[str, Any]) -> bool:
    """One missing row is enough: with two, the second would never be looked up."""
    return list(named.values()).count(MISSING) > 1


def answers(client: Client, address: str, sent: dict[str, str] | None = None) -> tuple[int, str, list[AccessLogEntry]]:
    """The response and the access log entries it created; all its effects are rolled back."""
    before = AccessLogEntry.objects.count()
    with transaction.atomic():
        response = client.get(address) if sent is None else client.post(address, sent)
        left = list(AccessLogEntry.objects.filter(pk__gt=before))
        transaction.set_rollback(True)
    return response.status_code, response.content.decode(), left


def faults(world: World, status: int, body: str, left: list[AccessLogEntry]) -> list[str]:
    """Each person on a page without an entry, and each entry without its row on the page."""
    shown = [look for look in left if look.outcome == "shown"]
    lines: set[Row] = {(look.what, key) for look in shown for key in look.rows}
    without = [f"{rows} without a line" for person in world.people_in(body) if not (rows := world.rows[person]) & lines]
    untrue = [f"a line for {row}, which is not on the page" for row in lines if world.references[row] not in body]
    vague = [f"line {look.pk} does not say where in the tool" for look in shown if look.place == "elsewhere"]
    words = [f"line {look.pk} holds a word of somebody's" for look in left if world.people_in(str(vars(look)))]
    return without + untrue + vague + words


def test_there_are_addresses_and_words_to_look_for(world: World) -> None:
    names = {name for name, _shape, _parameters in addresses()}
    assert {"requests_app_helprequest_change", "helprequest_candidates", "helprequest_phone"} <= names
    assert len(names) > 60
    assert len(world.words) >= 80


MORE = [pytest.param(name, marks=pytest.mark.more) for name in ("els", "lies", "ada")]


@pytest.mark.parametrize("name", ["noor", pytest.param("samira", marks=pytest.mark.more), *MORE])
def test_every_person_on_a_page_is_in_the_access_log(world: World, staff: dict[str, User], name: str) -> None:
    client, seen, wrong = browser(staff[name]), 0, list[str]()
    for _name, shape, parameters in addresses():
        for address in filled(world, shape, parameters):
            status, body, left = answers(client, address)
            seen += bool(world.people_in(body))
            wrong += [f"GET {address} ({status}): {fault}" for fault in faults(world, status, body, left)]
            if status in (403, 404) and "{" in shape:
                wrong += [f"GET {address} ({status}): refused without a line"] * (not left)
    assert wrong == []
    assert bool(seen) == (name in ("noor", "els", "samira"))


@pytest.mark.more
@pytest.mark.parametrize("name", ["noor", "samira"])
def test_so_does_whoever_stands_on_the_answer_to_a_form(world: World, staff: dict[str, User], name: str) -> None:
    client, seen, wrong = browser(staff[name]), 0, list[str]()
    for url_name, shape, parameters in addresses():
        searches = url_name.endswith(SEARCHED)
        typed = [{"q": phone, "phone": phone, "look": ""} for phone in world.phones] if searches else [{}]
        for address, sent in itertools.product(filled(world, shape, parameters), typed):
            status, body, left = answers(client, address, sent)
            seen += bool(world.people_in(body))
            wrong += [f"POST {address} {sent} ({status}): {fault}" for fault in faults(world, status, body, left)]
    assert wrong == []
    assert seen
