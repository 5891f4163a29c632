"""A day's work for the desk: forty made-up requests and forty volunteers of the last five days, from data/*.csv.

Nobody in it exists: addresses are at example.org, and the phone numbers cannot exist, as no Brussels number begins
with a 0.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

from brusselshelps import mail
from brusselshelps.accounts.models import User
from brusselshelps.demo.exclusive_load import alone, free_references, made_up_key
from brusselshelps.demo.request_steps import take_step
from brusselshelps.demo.staff import hire
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, Locality
from requests_app.models import HelpRequest
from volunteers.models import InsuranceCheck, Volunteer, email_key_of
from volunteers.models.volunteer import VolunteerQuerySet

BRUSSELS = ZoneInfo("Europe/Brussels")
DATA = Path(__file__).parent / "data"


def fill() -> bool:
    """Store staff, volunteers and requests, all or nothing. False when they were already there and nothing changed."""
    with alone("demo_day"), mail.silence():
        staff = hire()
        if HelpRequest.objects.filter(external_key=_key("request/0")).exists():
            return False
        now = timezone.now()
        volunteers = [_volunteer(*row, now, staff["noor"]) for row in _rows("volunteers", Volunteer)]
        helpers = Volunteer.objects.filter(external_key__in=[volunteer.external_key for volunteer in volunteers])
        for place, row, reference in _rows("requests", HelpRequest):
            request = _request(place, row, reference, now)
            _work(request, row, staff, now, helpers)
    return True


def _key(name: str) -> str:
    return made_up_key("demo_day", name)


def _rows(name: str, model: type[HelpRequest | Volunteer]) -> list[tuple[int, dict[str, str], str]]:
    """The rows of a CSV file, each with its index and its reference."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    references = free_references(model, "demo_day", len(rows))
    return [(place, row, reference) for place, (row, reference) in enumerate(zip(rows, references, strict=True))]


def _volunteer(place: int, row: dict[str, str], reference: str, now: dt.datetime, checker: User) -> Volunteer:
    at, person = _moment(row, now), _person(row, 200 + place)
    locality = Locality.objects.filter(postcode=row["postcode"]).first()
    volunteer = Volunteer.objects.create(
        person=person,
        reference=reference,
        residence=Volunteer.Residence.INSIDE if locality else Volunteer.Residence.OUTSIDE,
        locality=locality,
        adult=True,
        registered_at=at,
        recorded_at=at,
        information_read_at=at,
        email_key=email_key_of(person.email),
        external_key=_key(f"volunteer/{place}"),
    )
    volunteer.register_for(_categories(row))
    if row["insurance"]:
        asked = {"method": InsuranceCheck.Method.PHONE, "checked_by": checker, "checked_at": at, "recorded_at": at}
        volunteer.insurance_checks.create(outcome=row["insurance"], **asked)
    return volunteer


def _request(place: int, row: dict[str, str], reference: str, now: dt.datetime) -> HelpRequest:
    at = _moment(row, now)
    request = HelpRequest.objects.create(
        person=_person(row, 100 + place),
        reference=reference,
        channel=row["channel"],
        message=row["message"],
        urgency=row["urgency"],
        by_when=timezone.localdate(at) + dt.timedelta(days=int(row["by_days"])) if row["by_days"] else None,
        received_at=at,
        recorded_at=at,
        locality=Locality.objects.get(postcode=row["postcode"]),
        external_key=_key(f"request/{place}"),
        **_on_behalf(row, 300 + place),
    )
    request.ask_for(_categories(row))
    return request


def _on_behalf(row: dict[str, str], number: int) -> dict[str, str | bool]:
    if not row["on_behalf"]:
        return {}
    return {
        "on_behalf_name": row["on_behalf"],
        "on_behalf_phone": _phone(number),
        "on_behalf_relation": row["relation"],
        "on_behalf_agreed": True,
    }


def _person(row: dict[str, str], number: int) -> Person:
    """Volunteers give both an e-mail address and a phone number; people who ask for help often give only one."""
    contact = row.get("contact", "both")
    with_phone = contact != "email"
    return Person.objects.create(
        name=row["name"],
        email="" if contact == "phone" else _email(row["name"]),
        phone=f"+322{number:07}" if with_phone else "",
        phone_as_written=_phone(number) if with_phone else "",
        street=row.get("street", ""),
        number=row.get("number", ""),
        contact_language=row["language"],
        languages=row["spoken"].split("|"),
    )


def _email(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return f"{re.sub('[^a-z]+', '.', letters)}@example.org"


def _phone(number: int) -> str:
    return f"02 000 {number // 100:02} {number % 100:02}"


def _categories(row: dict[str, str]) -> list[Category]:
    return list(Category.objects.filter(slug__in=row["categories"].split("|")))


def _moment(row: dict[str, str], now: dt.datetime) -> dt.datetime:
    """This many days ago at this Brussels time; a day earlier when that is still in the future.

    In UTC, so that adding to it is correct across a clock change.
    """
    day = now.astimezone(BRUSSELS).date() - dt.timedelta(days=int(row["days"]))
    at = dt.datetime.combine(day, dt.time.fromisoformat(row["time"]), tzinfo=BRUSSELS)
    return (at if at <= now else at - dt.timedelta(days=1)).astimezone(dt.UTC)


def _work(
    request: HelpRequest, row: dict[str, str], staff: dict[str, User], now: dt.datetime, helpers: VolunteerQuerySet
) -> None:
    """The steps of staff with the request since it was received, evenly spaced in time."""
    steps = row["steps"].split("|") if row["steps"] else []
    pause = (now - request.received_at) / (len(steps) + 1)
    for place, step in enumerate(steps, start=1):
        take_step(step, request, staff[row["by"]], helpers, at=request.received_at + place * pause)
