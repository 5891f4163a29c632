"""Builders of people, requests and volunteers for the tests. All of them are fictitious."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Link, Person
from brusselshelps.people.public_references import reference_of
from brusselshelps.reference.models import Category, Locality, Partner
from requests_app.models import HelpRequest, OrganisationNeed
from volunteers.models import Call, InsuranceCheck, SignUp, Volunteer, email_key_of

BRUSSELS = ZoneInfo("Europe/Brussels")
PASSWORD = "a long enough password"
_numbers = itertools.count(1)


def brussels(text: str) -> dt.datetime:
    """A point in time in Brussels: brussels("2020-04-30T23:59")."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def make_person(**fields: Any) -> Person:
    fields = {"name": "Maria Peeters", "email": f"maria{next(_numbers)}@example.org", "contact_language": "nl"} | fields
    return Person.objects.create(**fields)


@transaction.atomic
def make_request(
    *categories: str, received_at: dt.datetime | None = None, postcode: str = "1000", **fields: Any
) -> HelpRequest:
    """A help request in the intake, for shopping unless categories are given."""
    received_at = received_at or timezone.now()
    person = fields.pop("person", None) or make_person()
    fields = {"channel": "web", "recorded_at": received_at, "reference": reference_of(next(_numbers))} | fields
    request = HelpRequest.objects.create(
        person=person, received_at=received_at, locality=Locality.objects.get(postcode=postcode), **fields
    )
    request.ask_for(Category.objects.filter(slug__in=categories or ["shopping"]))
    return request


@transaction.atomic
def make_volunteer(
    *categories: str, registered_at: dt.datetime | None = None, postcode: str = "1000", **fields: Any
) -> Volunteer:
    """A volunteer in Brussels, for shopping unless categories are given; postcode "" means outside."""
    registered_at = registered_at or timezone.now()
    person = fields.pop("person", None) or make_person(name="Jef Janssens", email=f"jef{next(_numbers)}@example.org")
    where: dict[str, Any] = {"residence": "outside"}
    if postcode:
        where = {"residence": "inside", "locality": Locality.objects.get(postcode=postcode)}
    fields = where | {"recorded_at": registered_at, "reference": reference_of(next(_numbers))} | fields
    volunteer = Volunteer.objects.create(
        person=person, registered_at=registered_at, email_key=email_key_of(person.email), **fields
    )
    volunteer.register_for(Category.objects.filter(slug__in=categories or ["shopping"]))
    return volunteer


def make_check(volunteer: Volunteer, **fields: Any) -> InsuranceCheck:
    """A check by phone which established that the volunteer is insured."""
    return InsuranceCheck.objects.create(volunteer=volunteer, **{"outcome": "insured", "method": "phone"} | fields)


def make_need(postcode: str = "1000", **fields: Any) -> OrganisationNeed:
    """An organisation's need, for letters unless the fields say otherwise."""
    person = fields.pop("person", None) or make_person(name="Ann Dubois")
    fields = {"organisation": "De Linde", "what": "Letters for our residents."} | fields
    locality = Locality.objects.get(postcode=postcode)
    return OrganisationNeed.objects.create(
        reference=reference_of(next(_numbers)), person=person, locality=locality, **fields
    )


def make_call(slug: str = "packs", **fields: Any) -> Call:
    """A call that is on the website today and for the whole week."""
    texts = {
        "title_nl": "Pakketten inpakken",
        "title_fr": "Préparer des paquets",
        "title_en": "Pack parcels",
        "text_nl": "Op zaterdag in Jette.",
        "text_fr": "Samedi à Jette.",
        "text_en": "On Saturday in Jette.",
    }
    open_until = timezone.localdate() + dt.timedelta(days=7)
    return Call.objects.create(slug=slug, **{"channel": "mail", "open_until": open_until} | texts | fields)


def make_sign_up(**fields: Any) -> SignUp:
    """A sign-up for a call, unless a category or another call is given."""
    person = fields.pop("person", None) or make_person(name="An Claes")
    target = {} if {"call", "category"} & fields.keys() else {"call": make_call()}
    return SignUp.objects.create(person=person, reference=reference_of(next(_numbers)), **target | fields)


def make_user(username: str, role: str, backoffice: str | None = None, language: str = "nl") -> User:
    office = Partner.objects.get(slug=backoffice) if backoffice else None
    return User.objects.create_user(username, PASSWORD, role=role, backoffice=office, language=language)


def path_of(row: HelpRequest | Volunteer, language: str = "nl") -> str:
    """The path of the signed link of a request or a volunteer, in this language."""
    purpose = Link.Purpose.VOLUNTEER if isinstance(row, Volunteer) else Link.Purpose.REQUEST
    with override(language):
        return Link.of(row.person, purpose).path
