"""A list of volunteers is stored as a whole or not at all, and only once."""

import io
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from brusselshelps.people.imports.importer import Progress
from brusselshelps.people.models import Person
from brusselshelps.people.public_references import is_reference
from brusselshelps.reference.models import Category, Locality
from tests.builders import brussels, make_person, make_volunteer
from volunteers.imports import VolunteerImport
from volunteers.models import Candidacy, InsuranceCheck, Volunteer

COLUMNS = [column.name for column in VolunteerImport.columns]
JEF = {
    "registered_at": "2020-03-28T14:30",
    "name": "Jef Janssens",
    "phone": "0470 12 34 56",
    "postcode": "1020",
    "language": "nl",
    "categories": "shopping",
}


def a_list(*rows: dict[str, str]) -> str:
    """A CSV list of rows like Jef's, each with its own changes."""
    return "\n".join([";".join(COLUMNS), *(";".join((JEF | row).get(name, "") for name in COLUMNS) for row in rows)])


def imported(content: str | bytes) -> str:
    out = io.StringIO()
    with TemporaryDirectory() as folder:
        file = Path(folder, "list.csv")
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        call_command("import_volunteers", file, stdout=out)
    return out.getvalue().strip()


def refused(content: str | bytes, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The report on a refused list, of which nothing may be stored."""
    before = Volunteer.objects.count(), Person.objects.count(), Candidacy.objects.count()
    with pytest.raises(CommandError) as error:
        imported(content)
    assert error.value.returncode == 1
    assert before == (Volunteer.objects.count(), Person.objects.count(), Candidacy.objects.count())
    return [*capsys.readouterr().err.splitlines(), str(error.value)]


@pytest.mark.django_db
def test_a_volunteer_is_stored_with_the_days_of_the_list() -> None:
    began = timezone.now()
    row = {
        "external_ref": "17",
        "email": "jef@example.org",
        "categories": "shopping|dog|shopping",
        "insurance": "insured",
    }
    assert imported(a_list(row)) == "Imported 1 volunteer."
    jef = Volunteer.objects.select_related("person", "locality").get()
    assert (jef.person.name, jef.person.phone, jef.person.contact_language) == ("Jef Janssens", "+32470123456", "nl")
    assert jef.registered_at == brussels("2020-03-28T14:30")
    assert began <= jef.recorded_at <= timezone.now()
    assert (jef.residence, jef.locality and jef.locality.postcode) == ("inside", "1020")
    assert (jef.adult, jef.information_read_at) == (False, None)
    assert is_reference(jef.reference)
    assert Volunteer.objects.registered_with("JEF@example.org").get() == jef
    assert {(c.category.slug, c.since, c.until) for c in jef.candidacies.all()} == {
        ("shopping", jef.registered_at, None),
        ("dog", jef.registered_at, None),
    }
    check = jef.insurance_checks.get()
    assert (check.outcome, check.method, check.checked_at) == ("insured", "import", jef.registered_at)
    assert {check.recorded_at, *jef.candidacies.values_list("recorded_at", flat=True)} == {jef.recorded_at}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("postcode", "country", "residence"),
    [
        ("1020", "", "inside"),
        ("B-1200", "be", "inside"),
        ("1200", "CH", "outside"),
        ("3000", "", "outside"),
        ("EC1A 1BB", "GB", "outside"),
        ("Genève", "CH", "outside"),
        ("", "FR", "outside"),
        ("", "", "unknown"),
    ],
)
def test_where_a_volunteer_lives(postcode: str, country: str, residence: str) -> None:
    imported(a_list({"postcode": postcode, "country": country}))
    volunteer = Volunteer.objects.get()
    assert volunteer.residence == residence
    assert (volunteer.locality is not None) == (residence == "inside")


@pytest.mark.django_db
def test_the_closing_line_counts_what_was_known_unread_and_without_reference() -> None:
    imported(a_list({"external_ref": "1"}, {"external_ref": "2"}))
    rows = [{"external_ref": "1"}, {"external_ref": "2"}, {"external_ref": "3", "phone": "0470 12"}, {}, {}]
    assert imported(a_list(*rows)) == (
        "Imported 3 volunteers; 2 were known already and left as they are; 1 phone number could not be read and is "
        "kept as written; 2 rows have no external_ref and would be stored again by a second import."
    )
    assert Person.objects.get(phone="").phone_as_written == "0470 12"


@pytest.mark.django_db
def test_a_row_that_is_known_is_left_as_it_is_whatever_stands_in_it() -> None:
    imported(a_list({"external_ref": "1"}))
    known = {"external_ref": "1", "name": "Somebody else", "language": "??", "postcode": "Elsene", "registered_at": ""}
    assert imported(a_list(known, {"external_ref": "1"})).startswith("Imported 0 volunteers; 2 were known already")
    assert Person.objects.get().name == "Jef Janssens"


@pytest.mark.django_db
def test_a_erased_volunteer_is_not_brought_back() -> None:
    row = a_list({"external_ref": "1", "email": "jef@example.org"})
    imported(row)
    Person.objects.get().erase()
    assert imported(row).startswith("Imported 0 volunteers; 1 was known already")
    assert Person.objects.get().name == ""


@pytest.mark.django_db
def test_the_same_row_twice_in_one_list_is_stored_once() -> None:
    row = {"external_ref": "1", "email": "jef@example.org"}
    assert imported(a_list(row, row)).startswith("Imported 1 volunteer; 1 was known already and left as it is.")


@pytest.mark.django_db
def test_one_reference_for_two_volunteers_is_a_bad_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(a_list({"external_ref": "1"}, {"external_ref": "1", "name": "Marie"}), capsys) == [
        "line 3, external_ref: Line 2 has the same reference, but other cells differ.",
        "Nothing was stored: 1 row is bad.",
    ]


@pytest.mark.django_db
def test_an_address_that_is_registered_is_a_bad_row_until_its_volunteer_withdraws(
    capsys: pytest.CaptureFixture[str],
) -> None:
    jef = make_volunteer(person=make_person(email="jef@example.org"))
    row = a_list({"email": "Jef@Example.org"})
    report = refused(row, capsys)
    assert report[0] == "line 2, email: A volunteer is already registered with this address."
    jef.withdraw()
    assert imported(row).startswith("Imported 1 volunteer;")


@pytest.mark.django_db
def test_an_address_that_stands_twice_in_the_list_is_a_bad_row(capsys: pytest.CaptureFixture[str]) -> None:
    report = refused(a_list({"email": "jef@example.org"}, {}, {"email": "JEF@example.org "}), capsys)
    assert report[0] == "line 4, email: Line 2 has the same address; a volunteer registers once."


@pytest.mark.django_db
def test_every_bad_row_is_reported_in_one_go_and_nobody_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    bad = [
        {"name": "Secret\0 Person"},
        {"name": "Secret" * 40},
        {"email": "secret at example.org", "phone": ""},
        {"phone": "secret"},
        {"phone": "0470 12 34 56 secret" * 4},
        {"postcode": "Elsene", "language": "de", "categories": "shoping"},
        {"country": "Belgium", "insurance": "yes"},
        {"registered_at": "28/03/2020"},
        {"registered_at": "2999-01-01"},
        {"categories": "", "language": "", "registered_at": ""},
    ]
    report = refused(a_list({}, *bad) + "\n1;2\n", capsys)
    assert [line.partition(":")[0] for line in report] == [
        "line 3, name",
        "line 4, name",
        "line 5, email",
        "line 6, phone",
        "line 7, phone",
        "line 8, postcode",
        "line 8, language",
        "line 8, categories",
        "line 9, country",
        "line 9, insurance",
        "line 10, registered_at",
        "line 11, registered_at",
        "line 12, registered_at",
        "line 12, language",
        "line 12, categories",
        "line 13",
        "Nothing was stored",
    ]
    assert report[-1] == "Nothing was stored: 11 rows are bad."
    assert not re.search("secret|0470", "".join(report), re.IGNORECASE)


@pytest.mark.django_db
def test_volunteers_may_offer_what_residents_may_not_ask() -> None:
    imported(a_list({"categories": "masks"}))
    assert Candidacy.objects.get().category.slug == "masks"


@pytest.mark.django_db
def test_columns_that_may_be_empty_may_be_absent() -> None:
    text = "registered_at,email,language,categories\n2020-03-28,jef@example.org,NL,dog\n"
    assert imported(text).startswith("Imported 1 volunteer;")
    assert Volunteer.objects.get().residence == "unknown"


@pytest.mark.django_db
def test_a_list_in_an_old_encoding_stores_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    report = refused(a_list({}, {"name": "Zoë"}).encode("windows-1252"), capsys)
    assert len(report) == 1
    assert "iconv -f WINDOWS-1252" in report[0]


class Interrupting(io.StringIO):
    def write(self, text: str) -> int:
        if "stored" in text:
            raise KeyboardInterrupt
        return super().write(text)


@pytest.mark.django_db
def test_who_stops_the_import_stores_nothing() -> None:
    progress = Progress(OutputWrapper(Interrupting()), every=1)
    with pytest.raises(KeyboardInterrupt):
        VolunteerImport.run(a_list({}, {}).encode(), progress)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_list_takes_the_same_number_of_queries_whatever_its_length() -> None:
    numbers = []
    for length in (3, 300):
        rows = [{"email": f"jef{length}.{n}@example.org", "external_ref": f"{length}/{n}"} for n in range(length)]
        with CaptureQueriesContext(connection) as queries:
            imported(a_list(*rows))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


CATEGORIES = ["phone", "letter", "shopping", "masks"]
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=5),
        st.sampled_from(["1000", "1020", "1210", "3000", ""]),
        st.sampled_from(["", "insured", "refused"]),
    ),
    max_size=12,
)


class Figures(TestCase):
    @given(ROWS, st.integers(0, 11))
    @settings(max_examples=25)
    def test_a_list_gives_back_its_own_figures_once(self, rows: list[tuple[list[str], str, str]], place: int) -> None:
        cells = [
            {"external_ref": f"{n}", "categories": "|".join(slugs), "postcode": postcode, "insurance": insurance}
            for n, (slugs, postcode, insurance) in enumerate(rows)
        ]
        with pytest.raises(CommandError):
            imported(a_list(*cells[:place], {"language": "??"}, *cells[place:]))
        assert not Person.objects.exists()
        for _time in range(2):
            imported(a_list(*cells))
            self.look_the_same_as(rows)

    def look_the_same_as(self, rows: list[tuple[list[str], str, str]]) -> None:
        by_category = Counter(slug for slugs, *_others in rows for slug in set(slugs))
        inside = {"1000", "1020", "1210"}
        for slug in CATEGORIES:
            category = Category.objects.get(slug=slug)
            assert Candidacy.objects.filter(category=category).count() == by_category[slug]
        for locality in Locality.objects.filter(postcode__in=inside):
            living = sum(postcode == locality.postcode for _slugs, postcode, _insurance in rows)
            assert Volunteer.objects.filter(locality=locality).count() == living
        assert Volunteer.objects.filter(residence="outside").count() == sum(row[1] == "3000" for row in rows)
        assert Volunteer.objects.filter(residence="unknown").count() == sum(row[1] == "" for row in rows)
        assert InsuranceCheck.objects.count() == sum(row[2] != "" for row in rows)
        assert Volunteer.objects.count() == Person.objects.count() == len(rows)
