"""Every public form as an attacker uses it: arbitrary bytes, and a check of what was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

from django.db.models import Model
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Person, Submission
from requests_app.models import HelpRequest, OrganisationNeed, RequestItem
from volunteers.models import Candidacy, SignUp, Volunteer

Pairs = list[tuple[bytes, bytes]]
Encoder = Callable[[Iterable[tuple[bytes, bytes]]], bytes]
URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = b"a-line-nobody-writes"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY.decode()}"
ROWS: tuple[type[Model], ...] = (
    *(Person, Submission, HelpRequest, RequestItem, Volunteer, Candidacy),
    *(OrganisationNeed, SignUp, ProcrastinateJob),
)


@dataclass(frozen=True)
class Road:
    """A public form: its URL, valid answers, and what one submission stores: one row, perhaps with parts."""

    name: str
    address: str
    answers: dict[str, tuple[str, ...]]
    main: type[Model]
    parts: type[Model] | None = None

    def pairs(self, **changes: bytes) -> Pairs:
        """The valid answers, with some of them replaced."""
        kept = [(name, one.encode()) for name, all_of_it in self.answers.items() for one in all_of_it]
        pairs = [(name.encode(), one) for name, one in kept if name not in changes]
        return pairs + [(name.encode(), one) for name, one in changes.items()]


ASK = Road(
    "ask",
    "/nl/help/",
    {
        "key": ("00000000-0000-4000-8000-000000000001",),
        "categories": ("shopping", "dog"),
        "for_whom": ("somebody_else",),
        "on_behalf_name": ("Ria Peeters",),
        "on_behalf_phone": ("0470 00 00 00",),
        "on_behalf_relation": ("neighbour",),
        "on_behalf_agreed": ("on",),
        "name": ("Maria Peeters",),
        "phone": ("0470/12 34 56",),
        "email": ("maria@example.org",),
        "postcode": ("1020",),
        "street": ("Nieuwstraat 1",),
        "contact_language": ("fr",),
        "languages": ("nl", "ar"),
        "urgency": ("today",),
        "by_when": ("3/12/2099",),
        "answer_shopping": ("Bread and milk.",),
        "message": ("I live on the second floor.",),
    },
    HelpRequest,
    RequestItem,
)
REGISTER = Road(
    "register",
    "/nl/volunteer/",
    {
        "key": ("00000000-0000-4000-8000-000000000002",),
        "categories": ("dog", "phone"),
        "name": ("Jef Janssens",),
        "email": ("jef@example.org",),
        "phone": ("0470 12 34 57",),
        "residence": ("inside",),
        "postcode": ("1040",),
        "languages": ("nl", "tr"),
        "contact_language": ("nl",),
        "adult": ("on",),
        "information_read": ("on",),
    },
    Volunteer,
    Candidacy,
)
NEED = Road(
    "need",
    "/nl/organisation/",
    {
        "key": ("00000000-0000-4000-8000-000000000003",),
        "what": ("Letters for our residents.",),
        "people_helped": ("40",),
        "by_when": ("3/12/2099",),
        "organisation": ("De Linde",),
        "postcode": ("1020",),
        "name": ("Ann Dubois",),
        "phone": ("0470 12 34 58",),
        "email": ("ann@example.org",),
        "contact_language": ("fr",),
    },
    OrganisationNeed,
)
SIGN_UP = Road(
    "sign-up",
    "/nl/volunteer/calls/packs/",
    {
        "key": ("00000000-0000-4000-8000-000000000004",),
        "name": ("An Claes",),
        "email": ("an@example.org",),
        "phone": ("0470 12 34 59",),
        "headcount": ("12",),
        "contact_language": ("nl",),
        "adult": ("on",),
    },
    SignUp,
)
ROADS = {road.name: road for road in (ASK, REGISTER, NEED, SIGN_UP)}


def urlencoded(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(text)}" for name, text in pairs).encode()


def multipart(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    head = b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
    return b"".join(head % (BOUNDARY, name, text) for name, text in pairs) + b"--%b--\r\n" % BOUNDARY


ENCODERS: dict[str, tuple[Encoder, str]] = {"urlencoded": (urlencoded, URLENCODED), "multipart": (multipart, MULTIPART)}


def rows() -> dict[type[Model], int]:
    return {model: model._default_manager.count() for model in ROWS}


def send(road: Road, body: bytes, content_type: str = URLENCODED, client: Client | None = None, **extra: Any) -> Any:
    """Send these bytes to a form. Whatever they are, there is no server error, and all of it is stored or none."""
    client = client or Client(raise_request_exception=False)
    before = rows()
    response = client.generic("POST", road.address, body, content_type, **extra)
    after = rows()
    added = {model: after[model] - before[model] for model in ROWS if after[model] != before[model]}
    assert response.status_code < 500
    assert b"<script" not in response.content
    if response.status_code == 302:
        assert_whole(road, added)
        assert client.get(response["Location"]).status_code == 200
    else:
        assert not added, f"answered with {response.status_code}, and yet stored {added}"
    return response


def assert_whole(road: Road, added: dict[type[Model], int]) -> None:
    """One person, one request or offer with its kinds of help, one form submission; perhaps one mail."""
    assert {model: added.get(model) for model in (Person, Submission, road.main)} == {
        Person: 1,
        Submission: 1,
        road.main: 1,
    }
    parts = {road.parts} if road.parts else set()
    assert parts <= added.keys()
    assert added.keys() <= {Person, Submission, road.main, ProcrastinateJob} | parts
    assert added.get(ProcrastinateJob, 0) <= 1
