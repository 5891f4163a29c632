"""A small world with every kind of row for every kind of reader. All of it is fictitious.

Each back office holds one request, has received one from the other, has erased one and has set one aside; so whatever
one of them may see, the other may not. The intake, requests held by no office, volunteers, sign-ups and needs belong to
neither.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from brusselshelps.access.roles import BACKOFFICE_ROLES, Role
from brusselshelps.accounts.models import AccountChange, User
from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.people.models import (
    LegalHold,
    Link,
    Person,
    PersonMerge,
    RetentionBatch,
    Submission,
    SubmissionCount,
)
from brusselshelps.people.public_references import keyed_hash, reference_of
from brusselshelps.reference.models import Partner, Suspension
from requests_app.models import ContactAttempt, Correction, HelpRequest, Match
from tests.builders import make_call, make_check, make_need, make_person, make_request, make_sign_up, make_volunteer
from volunteers.models import Volunteer, email_key_of

OFFICES = ("vgc", "cocof")
OTHER = {"vgc": "cocof", "cocof": "vgc"}
CLOSED_SIGN_IN = "closed"
PASSWORD = make_password("a long enough password")


@dataclass
class Actor:
    """A visitor: with an account, with a person's link, or anonymous."""

    name: str
    role: str = ""
    office: str = ""
    user: User | None = None
    person: Person | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def is_staff(self) -> bool:
        return self.user is not None


@dataclass
class World:
    """Every row by name; `holders` gives the office holding a request, None for the intake, CLOSED_SIGN_IN for none."""

    actors: dict[str, Actor] = field(default_factory=dict)
    requests: dict[str, HelpRequest] = field(default_factory=dict)
    holders: dict[str, str | None] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    matches: dict[tuple[str, int], Match] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def user(self, name: str) -> User:
        found = self.actors[name].user
        assert found
        return found

    def relation(self, actor: Actor, name: str) -> str:
        """A request's relation to a back office, and what happened to it: "own", "intake aside", "other erased"."""
        became = next((word for word in ("aside", "erased") if name.startswith(word)), "")
        return f"{self._whose(actor, name)} {became}".strip()

    def _whose(self, actor: Actor, name: str) -> str:
        """Own, away (handed over), other, intake, or nobody."""
        holder = self.holders[name]
        if holder is None:
            return "intake"
        if holder == CLOSED_SIGN_IN:
            return "nobody" if actor.role == Role.LEAD else "other"
        if holder == actor.office:
            return "own"
        return "away" if name == f"from_{actor.office}" else "other"

    def looks_after(self, actor: Actor, name: str) -> str:
        """An account's relation to a lead or an administrator: their own, one they manage (""), or one not visible to
        them.
        """
        if actor.name == name:
            return "own"
        theirs = self.actors[name]
        mine = theirs.office == actor.office and (actor.role == Role.LEAD or not theirs.office)
        return "" if mine else "other"

    def sees(self, actor: Actor, name: str) -> bool:
        """Who may read which request, restated independently of the application's code."""
        if actor.role not in BACKOFFICE_ROLES:
            return False
        relation = self._whose(actor, name)
        return relation in ("own", "intake", "nobody")


def build() -> World:
    world = World()
    _staff(world)
    for office in OFFICES:
        _volunteers_of(world, office)
        _requests_of(world, office)
    _shared(world)
    _said_to_be_one(world)
    _links(world)
    return world


def _staff(world: World) -> None:
    """One member of staff for each role, and one more for each office who has never done anything."""
    world.actors["nobody"] = Actor("nobody")
    for number, role in enumerate(Role.values):
        for office in OFFICES if role in BACKOFFICE_ROLES else ("",):
            _hire(world, f"{role} {office}".strip(), role, office, number)
    for office in OFFICES:
        _hire(world, f"idle {office}", Role.CLERK, office, 0)
        idle = world.user(f"idle {office}")
        Authenticator.objects.create(user=idle, type=Authenticator.Type.TOTP, data={"secret": f"mk90000{len(office)}q"})
        # The database refuses to change such a row, so the reason holds a marker from the start.
        idle.note(AccountChange.What.OPENED, by=idle, reason=f"mk99998{len(office)}q")


def _hire(world: World, name: str, role: str, office: str, number: int) -> None:
    partner = Partner.objects.get(slug=office) if office else None
    language = ("nl", "fr", "en")[number % 3]
    user = User.objects.create(username=name, role=role, backoffice=partner, language=language, password=PASSWORD)
    client = Client()
    client.force_login(user)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    world.actors[name] = Actor(name, role, office, user, cookies=cookies)


def _volunteers_of(world: World, office: str) -> None:
    for name in ("helper", "asked", "willing"):
        row = make_volunteer("shopping", "dog", "letter", max_active=5)
        make_check(row, checked_by=world.user(f"clerk {office}")) if name != "willing" else None
        world.volunteers[f"{name} {office}"] = row


def _requests_of(world: World, office: str) -> None:
    clerk, other = world.user(f"clerk {office}"), world.user(f"clerk {OTHER[office]}")
    held = {name: _ask(world, f"{name}{office}", office) for name in ("", "from_", "erased_", "aside_")}
    for row in held.values():
        row.take_on(by=clerk)
        _work_on(row, clerk)
        _match(world, row, office, clerk, ("asked",) if row != held[""] else tuple(MATCHED))
    held["from_"].hand_over(Partner.objects.get(slug=OTHER[office]), by=clerk, reason="because")
    _work_on(held["from_"], other)
    held["from_"].follow_up(by=other)
    world.holders[f"from_{office}"] = OTHER[office]
    held["aside_"].set_aside("words of our own", by=clerk)


def _ask(world: World, name: str, office: str | None) -> HelpRequest:
    person = make_person(name="x", phone="+32470123456", phone_as_written="0470 12 34 56", street="x", number="1")
    row = make_request(
        *("shopping", "dog", "letter", "pharmacy"),
        person=person,
        received_at=timezone.now() - dt.timedelta(days=1),
        on_behalf_name="x",
        on_behalf_relation="family",
        on_behalf_agreed=True,
    )
    row.add_note("x")
    world.requests[name], world.holders[name] = row, office
    return row


def _work_on(row: HelpRequest, clerk: User) -> None:
    ContactAttempt.note(row, "resident", "wrong_number", clerk, remark="x")
    Correction.objects.create(request=row, columns=["message"], by=clerk)


# Which volunteer is matched to which kind of help; "dog" stays open.
MATCHED = {"helper": "shopping", "asked": "letter", "willing": "pharmacy"}


def _match(world: World, row: HelpRequest, office: str, clerk: User, names: tuple[str, ...]) -> None:
    """One volunteer who helps, one who was asked, and one who accepted but whose insurance has yet to be checked."""
    for name in names:
        item = row.items.get(category__slug=MATCHED[name])
        match = Match.propose(item, world.volunteers[f"{name} {office}"], by=clerk)
        if name != "asked":
            match.say_yes(by=clerk)
        ContactAttempt.note(row, "volunteer", "answered", clerk, remark="x", match=match)
        world.matches[(name, row.pk)] = match


def _shared(world: World) -> None:
    """Rows that both offices may see, and rows that neither may."""
    for name in ("intake", "aside", "erased_intake"):
        _ask(world, name, None)
    world.requests["aside"].set_aside("words of our own", by=world.user("clerk vgc"))
    for item in _ask(world, "nobody", CLOSED_SIGN_IN).items.all():
        item.leave_unmet(by=None)
    for name in ("free", "stopped", "erased"):
        world.volunteers[name] = make_volunteer("shopping", "dog")
    world.volunteers["stopped"].withdraw()
    world.rows["call"] = call = make_call()
    world.rows["closed call"] = make_call("closed", open_until=None)
    world.rows["sign-up"], world.rows["need"] = make_sign_up(call=call), make_need()
    world.rows["suspension"] = Suspension.objects.create(
        since=timezone.now() - dt.timedelta(days=9),
        until=timezone.now() - dt.timedelta(days=8),
        **dict.fromkeys(("text_nl", "text_fr", "text_en"), "x"),
    )
    _shared_rows(world)


def _shared_rows(world: World) -> None:
    """Rows that no page shows to anybody."""
    Submission.objects.create(key=uuid.uuid4(), digest="d" * 64, reference=reference_of(10**9))
    SubmissionCount.objects.create(network="e" * 64, hour=timezone.now(), count=1)
    Group.objects.create(name="x")
    for name, row in world.requests.items():
        LogEntry.objects.create(
            user=world.user("clerk vgc"),
            content_type=ContentType.objects.get_for_model(HelpRequest),
            object_id=str(row.pk),
            object_repr=name,
            action_flag=CHANGE,
            change_message="x",
        )


def _said_to_be_one(world: World) -> None:
    """Each office merged a request it holds with one in the intake; VGC also merged one of each office."""
    vgc, cocof, intake = (world.requests[name].person for name in ("vgc", "cocof", "intake"))
    world.rows["merge vgc"] = PersonMerge.say_same(vgc, intake, by=world.user("clerk vgc"))
    world.rows["merge both"] = PersonMerge.say_same(vgc, cocof, by=world.user("clerk vgc"))
    received = world.requests["from_vgc"].person
    aside = world.requests["aside_cocof"].person
    world.rows["merge cocof"] = PersonMerge.say_same(aside, received, by=world.user("clerk cocof"))
    clerk = world.user("clerk vgc")
    world.rows["access log entry"] = AccessLogEntry.objects.create(
        by=clerk,
        role=clerk.role,
        office=clerk.backoffice,
        place="page",
        what="people.person",
        rows=[1],
        outcome="shown",
    )
    world.rows["batch"] = RetentionBatch.objects.create(what=RetentionBatch.What.ERASED, number=1)
    world.rows["hold"] = LegalHold.put_on(received, "A claim", by=world.user("lead cocof"))


def _links(world: World) -> None:
    """Links for residents of each office and of the intake, and for volunteers at each step of a match."""
    for name in ("vgc", "cocof", "intake"):
        _comes_by_link(world, f"resident {name}", world.requests[name].person, Link.Purpose.REQUEST)
    for name, row in world.volunteers.items():
        if name != "erased":
            _comes_by_link(world, f"volunteer {name}", row.person, Link.Purpose.VOLUNTEER)


def _comes_by_link(world: World, name: str, person: Person, purpose: str) -> None:
    world.actors[name] = Actor(name, role=str(purpose), person=person)
    Link.of(person, purpose)


def recognise(world: World) -> None:
    """Recompute what is derived from a row's text once that text was replaced: address hashes, tokens, cookies."""
    for row in (*world.requests.values(), *world.volunteers.values()):
        type(row).objects.filter(pk=row.pk).update(external_key=keyed_hash("external", f"{type(row)}/{row.pk}"))
    for actor in world.actors.values():
        if actor.user:
            actor.user.refresh_from_db()
    for volunteer in world.volunteers.values():
        volunteer.person.refresh_from_db()
        volunteer.email_key = email_key_of(volunteer.person.email)
        volunteer.save(update_fields=["email_key"])


def erase_some(world: World) -> None:
    """Runs last: no trace of these people's data may remain."""
    for name in ("erased_vgc", "erased_cocof", "erased_intake"):
        world.requests[name].person.erase()
    world.volunteers["erased"].person.erase()
