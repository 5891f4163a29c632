"""Store the example of April 2020: people and requests that match the published totals, and who holds each request."""

from __future__ import annotations

from brusselshelps.demo.exclusive_load import alone, free_references, made_up_key
from brusselshelps.demo.published_totals import (
    ERASED_AT,
    HELD,
    OUTSIDE,
    REQUESTS,
    asked,
    askers,
    candidacies,
    chance,
    deal,
    first_moment,
    later_moment,
    mixed,
    residents,
    spread_out,
)
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, Locality, Partner
from requests_app.models import Handover, HelpRequest, RequestItem, StatusChange
from requests_app.states import State
from volunteers.models import Candidacy, Volunteer


def load() -> bool:
    """Store the example, all of it or nothing. False when it was already there and nothing changed."""
    with alone("load_example"):
        if Volunteer.objects.filter(external_key=_key("volunteer/0")).exists():
            return False
        volunteers = _volunteers()
        _candidacies(volunteers)
        requests = _requests()
        _handovers(requests)
        _items(requests)
    return True


def _key(name: str) -> str:
    return made_up_key("example", name)


def _persons(number: int) -> list[Person]:
    """People who withdrew and whose data is erased."""
    return Person.objects.bulk_create(Person(erased_at=ERASED_AT) for _one in range(number))


def _volunteers() -> list[Volunteer]:
    localities = {locality.postcode: locality for locality in Locality.objects.all()}
    homes = mixed(spread_out(residents() | {"": OUTSIDE}), "home")
    names = [f"volunteer/{place}" for place in range(len(homes))]
    registered = sorted(first_moment(name) for name in names)
    persons, references = _persons(len(homes)), free_references(Volunteer, "example", len(homes))
    return Volunteer.objects.bulk_create(
        Volunteer(
            person=person,
            reference=reference,
            residence=Volunteer.Residence.INSIDE if home else Volunteer.Residence.OUTSIDE,
            locality=localities.get(home),
            external_key=_key(name),
            adult=True,
            registered_at=at,
            recorded_at=at,
        )
        for person, reference, home, name, at in zip(persons, references, homes, names, registered, strict=True)
    )


def _candidacies(volunteers: list[Volunteer]) -> None:
    categories = {category.slug: category for category in Category.objects.all()}
    Candidacy.objects.bulk_create(
        Candidacy(
            volunteer=volunteer,
            category=categories[slug],
            since=volunteer.registered_at,
            recorded_at=volunteer.recorded_at,
            until=ERASED_AT,
        )
        for volunteer, slugs in zip(volunteers, mixed(deal(candidacies(), len(volunteers)), "candidacies"), strict=True)
        for slug in slugs
    )


def _requests() -> list[HelpRequest]:
    localities = {locality.postcode: locality for locality in Locality.objects.all()}
    offices = {office.slug: office for office in Partner.objects.all()}
    names = [f"request/{place}" for place in range(REQUESTS)]
    lots = (mixed(spread_out(askers()), "asker"), mixed(spread_out(HELD), "office"), sorted(map(first_moment, names)))
    rows = zip(_persons(REQUESTS), free_references(HelpRequest, "example", REQUESTS), names, *lots, strict=True)
    return HelpRequest.objects.bulk_create(
        HelpRequest(
            person=person,
            reference=reference,
            channel="web" if chance(f"{name}/channel") < 0.6 else "phone",
            locality=localities[home],
            holder=offices.get(office),
            external_key=_key(name),
            received_at=at,
            recorded_at=at,
            handled_at=later_moment(at, name),
        )
        for person, reference, name, home, office, at in rows
    )


def _handovers(requests: list[HelpRequest]) -> None:
    """One for each request held by an office; a request without a holder never had one."""
    Handover.objects.bulk_create(
        Handover(request=request, partner=request.holder, since=request.handled_at, recorded_at=request.handled_at)
        for request in requests
        if request.holder and request.handled_at
    )


def _items(requests: list[HelpRequest]) -> None:
    """Open until everybody withdrew, because no source says how each item ended."""
    categories = {category.slug: category for category in Category.objects.all()}
    items = RequestItem.objects.bulk_create(
        RequestItem(request=request, category=categories[slug], state=State.WITHDRAWN, recorded_at=request.recorded_at)
        for request, slugs in zip(requests, mixed(deal(asked(), len(requests)), "items"), strict=True)
        for slug in slugs
    )
    StatusChange.objects.bulk_create(
        StatusChange(item=item, old=State.OPEN, new=State.WITHDRAWN, at=ERASED_AT, recorded_at=ERASED_AT)
        for item in items
    )
