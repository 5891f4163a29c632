"""The lines of the volunteers: what they offer, since when, and whether they have withdrawn."""

from __future__ import annotations

from collections import defaultdict

from brusselshelps.demo import published_totals
from brusselshelps.demo.crowd.people import email_of, erased_person, person
from brusselshelps.demo.crowd.seed_context import NULL, SETS, YEAR, Lines, Setting, later
from brusselshelps.people.models import Person
from brusselshelps.people.public_references import keyed_hash
from volunteers.models import Candidacy, InsuranceCheck, Volunteer

INSURANCE = ("insured\tphone", "insured\tself", "asked\tphone", "refused\tphone", "covered_otherwise\tself")


def is_erased(place: int) -> bool:
    return place % 50 == 7


def has_withdrawn(place: int) -> bool:
    return place % 20 == 3


def still_offered(place: int, kinds: tuple[int, ...]) -> tuple[int, ...]:
    """The categories this volunteer still offers; some ended one candidacy and kept the others."""
    if is_erased(place) or has_withdrawn(place):
        return ()
    return kinds[1:] or kinds if place % 20 == 13 else kinds


class Volunteers:
    """Volunteers in the order of their registration."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.drawn = setting.random("volunteers")
        homes = [
            f"inside\t{setting.localities[code]}" for code in published_totals.spread_out(published_totals.residents())
        ]
        self.homes = homes + [f"outside\t{NULL}"] * published_totals.OUTSIDE + [f"unknown\t{NULL}"] * 20
        self.offers = setting.sets_of_categories("offers", published_totals.candidacies())
        self.places: dict[int, list[int]] = defaultdict(list)
        for place, kinds in enumerate(self.offers):
            for kind in still_offered(place, kinds):
                self.places[kind].append(place)

    def offering(self, category: int, minute: int, chances: tuple[float, float]) -> int | None:
        """The key of a volunteer who offers the category and registered before that minute; None if there is none.

        The volunteer is computed, not searched for: the sets of categories repeat every SETS volunteers.
        """
        registered = self.setting.volunteers * minute // YEAR
        places = self.places[category]
        if not places:
            return None
        place = places[int(chances[0] * len(places))] + SETS * int(chances[1] * (registered // SETS + 1))
        return self.setting.first[Volunteer] + place if place < registered else None

    def add(self, lines: Lines, place: int, reference: str) -> None:
        setting, chance = self.setting, self.drawn.random
        key, person_key = setting.first[Volunteer] + place, setting.first[Person] + place
        minute = int((place + chance()) * YEAR / setting.volunteers)
        at, until = setting.year.text(minute), setting.year.text(later(chance(), minute, 365))
        email_key = self._person(lines, place, person_key, until)
        home = self.homes[int(chance() * len(self.homes))]
        mark = NULL if place else setting.mark
        lines[Volunteer].append(
            f"{key}\t{person_key}\t{reference}\t{at}\t{at}\t{at}\t{home}\tt\t1\t{email_key}\t{mark}"
        )
        self._candidacies(lines, place, key, at, until)
        if chance() < 0.3:
            checked = setting.year.text(later(chance(), minute, 10))
            outcome = INSURANCE[int(chance() * len(INSURANCE))]
            lines[InsuranceCheck].append(f"{key}\t{outcome}\t{checked}\t{checked}")

    def _person(self, lines: Lines, place: int, key: int, until: str) -> str:
        """Add the person; return the hash of their address, or NULL when they have withdrawn."""
        if is_erased(place):
            lines[Person].append(erased_person(key, until))
            return NULL
        name, email = email_of(self.drawn, f"{self.setting.seed}.{place}")
        lines[Person].append(person(self.drawn, key, place, name, email)[0])
        # As a form would, but without case folding: this address is in lower case already.
        return NULL if has_withdrawn(place) else keyed_hash("email", email)

    def _candidacies(self, lines: Lines, place: int, key: int, at: str, until: str) -> None:
        kinds = self.offers[place % SETS]
        kept = still_offered(place, kinds)
        lines[Candidacy] += [f"{key}\t{kind}\t{at}\t{NULL if kind in kept else until}\t{at}" for kind in kinds]
