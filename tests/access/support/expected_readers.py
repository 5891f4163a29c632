"""Who may read what, restated independently of the application's code: the reference for the matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from brusselshelps.access.roles import BACKOFFICE_ROLES, Role
from brusselshelps.accounts.models import AccountChange, User
from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.people.models import LegalHold, Link, Person, PersonMerge, Submission, SubmissionCount
from brusselshelps.reference.models import CategoryPolicy, Suspension
from requests_app.models import ContactAttempt, HelpRequest, Match, OrganisationNeed, RequestItem
from tests.access.support.sample_world import Actor, World
from tests.access.support.text_markers import Home, Homes
from volunteers.models import Call, SignUp, Volunteer

# The owner of a marker: ("request", key), ("volunteer", key), ("staff", key), or one of these constants.
Owner = tuple[str, Any]
PUBLIC, POOL, ROOT, CALLS, SECRET, GONE = (
    (word, None) for word in ("public", "pool", "house", "calls", "secret", "gone")
)
CALLS_TO_VOLUNTEERS = ContactAttempt.objects.filter(match__isnull=False)
NEVER_SHOWN = frozenset({Session, Submission, SubmissionCount, Link, LogEntry, Group, Authenticator})
TABLES = {model._meta.db_table: model for model in apps.get_models() if model._meta.managed}
NEVER_SHOWN_COLUMNS = frozenset({"digest", "email_key", "external_key", "session_key", "password"})


class Readers:
    """Knows the owner of every marker, including those that were in the database before people were erased."""

    def __init__(self, world: World, before: Homes, now: Homes) -> None:
        self.world = world
        self.owners: dict[str, Owner] = dict.fromkeys(before, GONE) | {
            marker: owner_of(home) for marker, home in now.items()
        }
        self.homes = before | now
        self._may_read = {name: frozenset(self._of(actor)) for name, actor in world.actors.items()}

    def may_read(self, actor: Actor) -> frozenset[Owner]:
        return self._may_read[actor.name]

    def betrayed(self, actor: Actor, found: Iterable[str]) -> list[str]:
        """The markers among these that this reader may not see, each with its location."""
        wrong = [marker for marker in found if marker in self.owners and not self._may(actor, marker)]
        return sorted(f"{marker} of {_words(self.homes[marker])}" for marker in wrong)

    def betrayed_by_letter(self, to: str, found: Iterable[str]) -> list[str]:
        """A mail may contain data about its recipient only, not about the people they help."""
        person = Person.objects.filter(email=to).first()
        mine = {PUBLIC, *(owner for owner in self._of_a_link(person) if owner[0] != "asker")} if person else {PUBLIC}
        wrong = [marker for marker in found if self.owners.get(marker, PUBLIC) not in mine]
        return sorted(f"{marker} of {_words(self.homes[marker])}" for marker in wrong)

    def strangers(self, actor: Actor, rows: dict[str, list[tuple[Any, str]]]) -> list[str]:
        """The rows among these, by table, that are about people this reader has no connection with."""
        mine = self.may_read(actor) | self._about(actor)
        wrong = []
        for table, written in rows.items():
            model = TABLES.get(table)
            if model and model not in NEVER_SHOWN:
                wrong += [f"{table} #{pk}" for pk, _words in written if owner_of(Home(model, "", pk)) not in mine]
        return wrong

    def _about(self, actor: Actor) -> set[Owner]:
        """The other party in the actor's matches: accepting or declining changes the state of their row, too."""
        if actor.person is None:
            return set()
        theirs = Q(volunteer__person=actor.person) | Q(item__request__person=actor.person)
        pairs = Match.objects.filter(theirs).values_list("item__request", "volunteer")
        return {owner for request, volunteer in pairs for owner in (("request", request), ("volunteer", volunteer))}

    def _may(self, actor: Actor, marker: str) -> bool:
        """Volunteers may read what the people they help asked for, never what staff wrote about them."""
        owner, home, mine = self.owners[marker], self.homes[marker], self.may_read(actor)
        helped = ("asker", owner[1]) in mine and owner[0] == "request"
        told = home.model in (Person, RequestItem) or home.column in ("message", "on_behalf_name", "on_behalf_phone")
        return owner in mine or (helped and told)

    def _of(self, actor: Actor) -> Iterable[Owner]:
        yield PUBLIC
        if actor.user:
            yield ROOT
            yield ("staff", actor.user.pk)
        if actor.role in BACKOFFICE_ROLES:
            yield from self._of_an_office(actor)
        if actor.role in (Role.ADMINISTRATOR, Role.MINISTRY, Role.AUDITOR):
            yield CALLS
        yield from self._of_staff(actor)
        if actor.person:
            yield from self._of_a_link(actor.person)

    def _of_staff(self, actor: Actor) -> Iterable[Owner]:
        if actor.role == Role.AUDITOR:
            # The members of staff in the access log.
            yield from (("staff", pk) for pk in AccessLogEntry.objects.values_list("by", flat=True))
        if actor.role == Role.ADMINISTRATOR:
            outside = User.objects.filter(backoffice=None)
            yield from (("staff", pk) for pk in outside.values_list("pk", flat=True))

    def _of_an_office(self, actor: Actor) -> Iterable[Owner]:
        """Its requests and the intake, the pool and the calls; its own staff, and whoever worked on what it may see."""
        yield from (POOL, CALLS)
        yield from (("volunteer", pk) for pk in Volunteer.objects.values_list("pk", flat=True))
        seen = [row.pk for name, row in self.world.requests.items() if self.world.sees(actor, name)]
        yield from (("request", pk) for pk in seen)
        yield from (("call", pk) for pk in CALLS_TO_VOLUNTEERS.filter(request__in=seen).values_list("pk", flat=True))
        if actor.role == Role.LEAD:
            yield from (("hold", pk) for pk in seen)
        idle = f"idle {'cocof' if actor.office == 'vgc' else 'vgc'}"
        others = User.objects.filter(backoffice__isnull=False).exclude(pk=self.world.user(idle).pk)
        yield from (("staff", pk) for pk in others.values_list("pk", flat=True))

    def _of_a_link(self, person: Person) -> Iterable[Owner]:
        """The person's own rows and, for a volunteer who accepted, the people they help."""
        yield ("token", person.pk)
        yield from (("request", pk) for pk in person.help_requests.values_list("pk", flat=True))
        for volunteer in Volunteer.objects.filter(person=person):
            yield ("volunteer", volunteer.pk)
            calls = CALLS_TO_VOLUNTEERS.filter(match__volunteer=volunteer)
            yield from (("call", pk) for pk in calls.values_list("pk", flat=True))
            helps = Match.objects.accepted().filter(volunteer=volunteer)
            yield from (("asker", pk) for pk in helps.values_list("item__request", flat=True))


def owner_of(home: Home) -> Owner:
    model, column, pk = home
    if model is Link and column == "token":
        return ("token", Link.objects.get(pk=pk).person_id)
    if model in NEVER_SHOWN or column in NEVER_SHOWN_COLUMNS:
        return SECRET
    row = model._base_manager.get(pk=pk)
    for kind, of_kind in KINDS.items():
        if isinstance(row, kind):
            return of_kind(row)
    return _owner_of_row(row) if hasattr(row, "PERSONAL") else PUBLIC


def _owner_of_person(person: Person) -> Owner:
    request = HelpRequest.objects.filter(person=person).first()
    volunteer = Volunteer.objects.filter(person=person).first()
    if request:
        return ("request", request.pk)
    return ("volunteer", volunteer.pk) if volunteer else POOL


def _owner_of_row(row: models.Model) -> Owner:
    """Follow the path to the person that the model declares, up to their request or volunteer record."""
    if isinstance(row, HelpRequest | Volunteer):
        return ("request" if isinstance(row, HelpRequest) else "volunteer", row.pk)
    if isinstance(row, SignUp | OrganisationNeed):
        return POOL
    found: Any = row
    for step in row.PERSONAL.person.split("__")[:-1]:  # type: ignore[attr-defined]
        found = getattr(found, step)
    return _owner_of_row(found)


def _words(home: Home) -> str:
    return f"{home.model._meta.label}.{home.column} #{home.pk}"


KINDS: dict[type[models.Model], Callable[[Any], Owner]] = {
    User: lambda row: ("staff", row.pk),
    AccountChange: lambda row: ("staff", row.account_id),
    PersonMerge: lambda row: _owner_of_person(row.kept),
    # What was said about a volunteer is not for the resident; the office that sees the request may read it.
    ContactAttempt: lambda row: ("call", row.pk) if row.match_id else ("request", row.request_id),
    LegalHold: lambda row: ("hold", _owner_of_person(row.person)[1]),
    CategoryPolicy: lambda row: ROOT,
    Suspension: lambda row: ROOT,
    Call: lambda row: PUBLIC if row.open_until else CALLS,
    Person: lambda row: _owner_of_person(row),
}
