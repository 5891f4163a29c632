"""Import of lists of volunteers from a call centre or an earlier tool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from brusselshelps.people.imports.cells import Cells, read_country, read_moment, read_person, read_word, read_words
from brusselshelps.people.imports.importer import Entry, Importer, known_among
from brusselshelps.people.imports.reader import Column, Row
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category
from volunteers.models import Candidacy, InsuranceCheck, Volunteer, email_key_of


@dataclass(slots=True)
class VolunteerEntry(Entry):
    """A volunteer to store; `insurance` is the outcome given in the list, or empty."""

    record: Volunteer
    insurance: str


class VolunteerImport(Importer[VolunteerEntry]):
    model = Volunteer
    purpose = "external_ref.volunteers"
    columns = (
        Column("external_ref", "The number of the row in your own list, by which a second import recognises the row."),
        Column("registered_at", "The day or time of the registration.", necessary=True),
        Column("name", "The name of the volunteer."),
        Column("email", "An e-mail address that is not registered yet; this or a phone.", longest=254),
        Column("phone", "A phone number in any usual writing; this or an e-mail address.", longest=60),
        Column("postcode", "Four digits, not a place name. Empty: the residence is not known."),
        Column("country", "Two letters by ISO 3166; empty is BE. Another country is outside the Brussels Region."),
        Column("language", "The contact language: nl, fr or en.", necessary=True),
        Column("categories", "What the volunteer offers, by code, joined with “|”: shopping|dog.", necessary=True),
        Column("insurance", "insured, asked, refused or covered_otherwise; empty when nothing is known."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.categories = dict(Category.objects.values_list("slug", "pk"))
        self.registered: set[str | None] = set()
        self.lines: dict[str, int] = {}

    def look_up(self, rows: Sequence[Row]) -> None:
        self.registered = known_among(Volunteer, "email_key", (email_key_of(row.cells["email"]) for row in rows))

    def read(self, cells: Cells) -> VolunteerEntry:
        person = read_person(cells)
        slugs = cells.read("categories", lambda text: read_words(text, self.categories)) or []
        volunteer = Volunteer(
            person=person,
            registered_at=cells.read("registered_at", lambda text: read_moment(text, self.now)),
            recorded_at=self.now,
            email_key=self._email_key(cells, person),
            external_key=self.external_key(cells.row),
            **self._residence(cells),
        )
        insurance = cells.read("insurance", lambda text: read_word(text, InsuranceCheck.Outcome.values))
        return VolunteerEntry(volunteer, [self.categories[slug] for slug in slugs], insurance or "")

    def store(self, entries: Sequence[VolunteerEntry]) -> None:
        Person.objects.bulk_create(entry.record.person for entry in entries)
        Volunteer.objects.bulk_create(entry.record for entry in entries)
        Candidacy.objects.bulk_create(
            Candidacy(
                volunteer=entry.record,
                category_id=category,
                since=entry.record.registered_at,
                recorded_at=self.now,
            )
            for entry in entries
            for category in entry.categories
        )
        self._store_checks(entries)

    def _store_checks(self, entries: Sequence[VolunteerEntry]) -> None:
        InsuranceCheck.objects.bulk_create(
            InsuranceCheck(
                volunteer=entry.record,
                outcome=entry.insurance,
                method=InsuranceCheck.Method.IMPORT,
                checked_at=entry.record.registered_at,
                recorded_at=self.now,
            )
            for entry in entries
            if entry.insurance
        )

    def _email_key(self, cells: Cells, person: Person) -> str | None:
        """The key of the address; refuses one that is already registered or occurs earlier in the list."""
        key = email_key_of(person.email)
        if key is None:
            return None
        first = self.lines.setdefault(key, cells.row.line)
        if key in self.registered:
            cells.refuse("email", "A volunteer is already registered with this address.")
        elif first != cells.row.line:
            cells.refuse("email", f"Line {first} has the same address; a volunteer registers once.")
        return key

    def _residence(self, cells: Cells) -> dict[str, object]:
        """Inside if the postcode is in the Region. The country is read first because 1200 is also Geneva."""
        if cells.read("country", read_country) != "BE":
            return {"residence": Volunteer.Residence.OUTSIDE}
        postcode = cells.read("postcode", self.places.belgian)
        if not postcode:
            return {"residence": Volunteer.Residence.UNKNOWN}
        if postcode not in self.places.localities:
            return {"residence": Volunteer.Residence.OUTSIDE}
        return {"residence": Volunteer.Residence.INSIDE, "locality_id": self.places.localities[postcode]}
