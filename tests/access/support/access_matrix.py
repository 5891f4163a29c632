"""The cells of the access matrix: every URL × actor × method × row; and the faults found in each response."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from brusselshelps.access.roles import BACKOFFICE_ROLES
from brusselshelps.reference.models import Partner
from reports.exports import FORMATS
from tests.access.support.exchange import meet
from tests.access.support.expected_readers import Readers
from tests.access.support.sample_world import OTHER, Actor, World
from tests.access.support.url_inventory import Address, Fills
from tests.access.support.url_policy import READ, Rule, Verdict, rule_of, verdict

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
HEADS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}
# Every method is tried on these rows; on the others only GET and POST.
ALWAYS = frozenset({"", "vgc", "cocof", "own", "idle vgc"})


@dataclass(frozen=True)
class Cell:
    """One request: `whose` is the name of a help request, "missing", or which link is used."""

    address: Address
    actor: str
    method: str
    whose: str = ""
    empty: bool = False

    def __str__(self) -> str:
        words = [self.method, self.address.name or "/", "by", self.actor, self.whose and f"({self.whose})"]
        return " ".join(filter(None, [*words, "with nothing in it" if self.empty else ""]))


def cells_of(address: Address, world: World) -> Iterator[Cell]:
    for name, actor in world.actors.items():
        if name.startswith("idle"):
            continue
        for whose in whose_of(address, actor, world):
            for method in METHODS if whose in ALWAYS else METHODS[:2]:
                yield Cell(address, name, method, whose)
            yield Cell(address, name, "POST", whose, empty=True)


def whose_of(address: Address, actor: Actor, world: World) -> list[str]:
    """Every request for members of a back office; a single existing one for actors who may not see any."""
    if "token" in address.parameters:
        return ["own", "forged", *(["theirs"] if {"reference", "match"} & {*address.parameters} else [])]
    if address.name == "reports_download":
        return list(FORMATS)
    if address.is_of_accounts:
        return list(dict.fromkeys(("idle vgc", "idle cocof", "ministry", actor.name if actor.user else "ministry")))
    if address.is_of_requests:
        return [*world.requests, "missing"] if actor.role in BACKOFFICE_ROLES else ["vgc"]
    return [""]


def answers_to(cell: Cell, world: World) -> dict[str, Any]:
    """The form data that make the action succeed for an actor who may perform it."""
    if cell.empty:
        return {}
    other = OTHER[world.actors[cell.actor].office or "vgc"]
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    answers: dict[str, Callable[[], dict[str, Any]]] = {
        "admin:helprequest_hand_over": lambda: {"to": Partner.objects.get(slug=other).pk, "reason": "so"},
        "admin:helprequest_candidates": lambda: {"volunteer": world.volunteers["free"].pk},
        "admin:helprequest_note_attempt": lambda: {"whom": "resident", "outcome": "answered", "remark": "so"},
        "admin:helprequest_insurance": lambda: {"outcome": "insured", "method": "document", "valid_until": tomorrow},
        "admin:requests_app_helprequest_change": lambda: {"urgency": "today", "message": "so"},
        "admin:volunteers_signup_change": lambda: {"headcount": 3},
        "admin:requests_app_organisationneed_change": lambda: {"call": world.rows["call"].pk},
        "admin:accounts_user_change": lambda: {"username": "so", "role": "clerk", "language": "nl"},
        "staff_language": lambda: {"language": "fr", "next": "/admin/"},
        "admin:helprequest_add_item": lambda: {"category": "post_office"},
        "my_request": lambda: {"text": "so"},
        "my_matches_yes": lambda: {"insured": "on"},
    }
    return answers.get(cell.address.name, dict)()


def wrong_with(cell: Cell, world: World, readers: Readers) -> list[str]:
    """One sentence per fault; none when all is well."""
    rule = rule_of(cell.address.name)
    if rule is None:
        return [f"{cell.address.name} has no declared policy"]
    actor = world.actors[cell.actor]
    right = verdict(rule, actor, cell.method, _relation(cell, actor, world))
    path = Fills(world, actor, cell.whose).path(cell.address)
    look = (lambda rows: readers.strangers(actor, rows)) if right.writes else None
    came = meet(actor, cell.method, path, answers_to(cell, world) if cell.method not in READ else None, look)
    sentences = [
        *_status(came, right),
        *_headed(came, rule),
        *_written(came, right, rule),
        *_told(came, actor, readers),
    ]
    return [f"{cell}: {sentence}" for sentence in sentences]


def gets_inside(cell: Cell, world: World) -> bool:
    """Whether the actor gets a page or completes an action, rather than only a refusal."""
    rule, actor = rule_of(cell.address.name), world.actors[cell.actor]
    right = verdict(rule, actor, cell.method, _relation(cell, actor, world)) if rule else None
    return bool(right and {200, 302} & {*right.statuses} and not right.to_sign_in)


def _relation(cell: Cell, actor: Actor, world: World) -> str:
    """How the row relates to the actor; a download is not about any request."""
    if cell.address.is_of_accounts:
        return world.looks_after(actor, cell.whose)
    if not cell.address.is_of_requests or cell.whose == "missing":
        return "" if cell.whose in FORMATS else cell.whose
    return world.relation(actor, cell.whose) if actor.role in BACKOFFICE_ROLES else "other"


def _status(came: Any, right: Verdict) -> Iterator[str]:
    if came.status not in right.statuses:
        yield f"answered {came.status} {came.location}, right is {right.statuses}"
    signs_in = came.location.startswith("/staff/sign-in/")
    if right.to_sign_in and came.status == 302 and not signs_in:
        yield f"redirected to {came.location}, not to the sign-in page"


def _headed(came: Any, rule: Rule) -> Iterator[str]:
    """Every response carries the strict policy, and no cache may keep what is meant for one reader."""
    for name, value in HEADS.items():
        if value not in came.response.get(name, ""):
            yield f"came without {name}: {value}"
    if "unsafe" in came.response["Content-Security-Policy"]:
        yield "came under a policy that is not strict"
    if rule.access != "public" and came.status < 400 and "no-store" not in came.response.get("Cache-Control", ""):
        yield "may be kept by a cache"


def _written(came: Any, right: Verdict, rule: Rule) -> Iterator[str]:
    if came.written and not right.writes:
        yield f"wrote {came.written}"
    if came.strangers and not rule.reaches_others:
        yield f"wrote of strangers {came.strangers}"


def _told(came: Any, actor: Actor, readers: Readers) -> Iterator[str]:
    if betrayed := readers.betrayed(actor, came.markers):
        yield f"told {betrayed}"
    if came.logged & readers.owners.keys():
        yield f"logged {came.logged}"
    for to, found in came.mails:
        if betrayed := readers.betrayed_by_letter(to, found):
            yield f"a letter to {to} told {betrayed}"
