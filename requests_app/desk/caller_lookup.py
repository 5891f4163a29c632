"""Find earlier callers by phone number, however it is written, among the rows this member of staff may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person
from brusselshelps.people.search import COMPARED_DIGITS, digits_of, is_phone, keys_by
from brusselshelps.reference.models import Locality
from requests_app.forms.help_request import FOR_SOMEBODY_ELSE
from requests_app.models import HelpRequest
from requests_app.states import State
from volunteers.models import Volunteer

MOST = 10


@dataclass(frozen=True)
class Caller:
    """An earlier caller, with their request or their registration as a volunteer."""

    value: str
    person: Person
    reference: str
    at: dt.datetime
    locality: Locality | None
    what: str = ""
    request: HelpRequest | None = None
    asked_for_them: bool = False
    volunteer: Volunteer | None = None

    def __str__(self) -> str:
        return self.reference

    @property
    def waits(self) -> bool:
        """Whether their request is still open or matched: they may be calling about that."""
        row = self.request
        return row is not None and not row.set_aside_at and row.state in (State.OPEN, State.MATCHED)

    def known(self) -> dict[str, object]:
        """The values to fill the form in with."""
        person = self.person
        return {
            "name": person.name,
            "street": f"{person.street} {person.number}".strip(),
            "postcode": self.locality.postcode if self.locality else "",
            "contact_language": person.contact_language,
            "languages": person.languages,
        } | self._known_of_who_asks()

    def _known_of_who_asks(self) -> dict[str, object]:
        """The known values about the person asking, except `on_behalf_agreed`, which is asked each time."""
        row = self.request
        if not row or not self.asked_for_them:
            return {}
        asks: dict[str, object] = {"on_behalf_name": row.on_behalf_name, "on_behalf_relation": row.on_behalf_relation}
        own = row.person.phone_as_written
        own = "" if digits_of(own)[-COMPARED_DIGITS:] == digits_of(row.on_behalf_phone)[-COMPARED_DIGITS:] else own
        return asks | {"for_whom": FOR_SOMEBODY_ELSE, "on_behalf_phone": own}


def who_called(user: User, phones: Iterable[str]) -> list[Caller]:
    """The callers with these numbers, newest first; at most MOST, because a number may be shared by hundreds."""
    found: dict[str, Caller] = {}
    for phone in phones:
        if is_phone(phone):
            persons = Person.objects.phoned_from(phone).filter(erased_at=None)
            for caller in (*_requests(user, phone, persons), *_volunteers(user, persons)):
                found.setdefault(caller.value, caller)
    return sorted(found.values(), key=lambda caller: caller.at, reverse=True)[:MOST]


def _requests(user: User, phone: str, persons: QuerySet[Person]) -> Iterator[Caller]:
    rows = HelpRequest.objects.visible_to(user).select_related("person", "locality")
    rows = rows.prefetch_related("items__category").order_by("-received_at", "-pk")
    by_asker = rows.filter(pk__in=keys_by("requests_app_by_asker_phone", digits_of(phone)[-COMPARED_DIGITS:]))
    by_asker = by_asker.filter(person__erased_at=None)
    for asked_for_them, found in ((True, by_asker), (False, rows.filter(person__in=persons))):
        for row in found[:MOST]:
            what = ", ".join(str(item.category) for item in row.items.all() if not item.set_aside_at)
            yield Caller(
                f"request-{row.pk}",
                row.person,
                row.reference,
                row.received_at,
                row.locality,
                what,
                row,
                asked_for_them,
            )


def _volunteers(user: User, persons: QuerySet[Person]) -> Iterator[Caller]:
    rows = Volunteer.objects.visible_to(user).filter(person__in=persons).select_related("person", "locality")
    for row in rows.order_by("-registered_at")[:MOST]:
        at = row.registered_at
        yield Caller(f"volunteer-{row.pk}", row.person, row.reference, at, row.locality, volunteer=row)
