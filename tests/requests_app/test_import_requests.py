"""A list of help requests is stored as a whole or not at all, with the dates on which things happened."""

import datetime as dt
import io
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from brusselshelps.people.models import Person
from brusselshelps.people.public_references import is_reference
from requests_app.imports import RequestImport
from requests_app.models import Handover, HelpRequest, RequestItem, StatusChange
from tests.builders import brussels

COLUMNS = [column.name for column in RequestImport.columns]
MARIA = {
    "received_at": "2020-03-28T14:30",
    "channel": "phone",
    "name": "Maria Peeters",
    "phone": "02 512 34 56",
    "postcode": "1020",
    "language": "nl",
    "categories": "shopping",
}


def a_list(*rows: dict[str, str]) -> str:
    """A CSV list of rows like Maria's, each with its own changes."""
    return "\n".join([",".join(COLUMNS), *(",".join((MARIA | row).get(name, "") for name in COLUMNS) for row in rows)])


def imported(content: str) -> str:
    out = io.StringIO()
    with TemporaryDirectory() as folder:
        file = Path(folder, "list.csv")
        file.write_text(content, encoding="utf-8-sig")
        call_command("import_requests", file, stdout=out)
    return out.getvalue().strip()


def the_request(**cells: str) -> HelpRequest:
    """Import a single row like Maria's; returns the request it becomes."""
    imported(a_list(cells))
    return HelpRequest.objects.select_related("person", "locality", "holder").get()


def refused(capsys: pytest.CaptureFixture[str], *rows: dict[str, str]) -> list[str]:
    """The report on a refused list, of which nothing may be stored."""
    with pytest.raises(CommandError) as error:
        imported(a_list(*rows))
    assert not HelpRequest.objects.exists()
    assert not Person.objects.exists()
    return [*capsys.readouterr().err.splitlines(), str(error.value)]


def days(request: HelpRequest) -> tuple[list[dt.datetime], list[dt.datetime]]:
    """When the items of a request changed, and when offices took it on."""
    changes = StatusChange.objects.filter(item__request=request)
    return [change.at for change in changes], [handover.since for handover in request.handovers.all()]


@pytest.mark.today
@pytest.mark.django_db
def test_a_request_that_was_done_keeps_the_days_of_the_list() -> None:
    began = timezone.now()
    request = the_request(
        external_ref="17",
        email="maria@example.org",
        street="Nieuwstraat 1",
        categories="dog|shopping|dog",
        message='"bread, and\nmilk"',
        backoffice="VGC",
        handled_at="2020-03-29T10:00",
    )
    maria, handled_at = request.person, brussels("2020-03-29T10:00")
    assert (maria.name, maria.phone, maria.street) == ("Maria Peeters", "+3225123456", "Nieuwstraat 1")
    assert (request.channel, request.message, request.locality.postcode) == ("phone", "bread, and\nmilk", "1020")
    assert (request.received_at, request.handled_at) == (brussels("2020-03-28T14:30"), handled_at)
    assert is_reference(request.reference)
    assert request.holder
    assert request.holder.slug == "vgc"
    handover = request.handovers.get()
    assert (handover.partner, handover.since, handover.by, handover.reason) == (request.holder, handled_at, None, "")
    assert [(item.category.slug, item.state) for item in request.items.all()] == [("shopping", "done"), ("dog", "done")]
    changes = StatusChange.objects.all()
    assert [(change.old, change.new, change.at, change.by) for change in changes] == [
        ("open", "done", handled_at, None)
    ] * 2
    learned: list[Any] = [request, handover, *changes, *request.items.all()]
    assert len({row.recorded_at for row in learned}) == 1
    assert began <= request.recorded_at <= timezone.now()


@pytest.mark.django_db
def test_a_request_that_nobody_took_on_is_in_the_intake() -> None:
    request = the_request()
    assert HelpRequest.objects.intake().get() == request
    assert request.items.get().state == "open"
    assert days(request) == ([], [])


@pytest.mark.django_db
def test_a_request_handled_by_no_office_has_no_handover() -> None:
    request = the_request(handled_at="2020-03-29")
    assert (request.holder, request.handled_at) == (None, brussels("2020-03-29T00:00"))
    assert days(request) == ([brussels("2020-03-29T00:00")], [])


@pytest.mark.django_db
def test_an_open_request_that_an_office_holds_has_no_history_of_states() -> None:
    request = the_request(backoffice="cocof", handled_at="2020-03-29", state="Open")
    assert request.items.get().state == "open"
    assert days(request) == ([], [brussels("2020-03-29T00:00")])


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["unmet", "withdrawn"])
def test_what_was_never_handled_is_dated_by_its_receipt(state: str) -> None:
    request = the_request(state=state)
    assert request.items.get().state == state
    assert (request.handled_at, days(request)) == (None, ([brussels("2020-03-28T14:30")], []))


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["unmet", "withdrawn", "referred", "done"])
def test_what_was_handled_is_dated_by_that(state: str) -> None:
    request = the_request(state=state, handled_at="2020-03-30", backoffice="cocof")
    assert request.items.get().state == state
    assert days(request) == ([brussels("2020-03-30T00:00")], [brussels("2020-03-30T00:00")])


@pytest.mark.django_db
def test_a_list_that_names_no_channel_comes_from_a_partner() -> None:
    assert the_request(channel="").channel == "partner"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"categories": ""}, "categories: Name at least one category: phone, letter, shopping"),
        ({"categories": "shopping|shoping"}, "categories: “shoping” is not a category that can be used here"),
        ({"categories": "masks"}, "categories: “masks” is not a category that can be used here"),
        ({"postcode": "Elsene"}, "postcode: Elsene is a place name; write the four digits of the postcode."),
        ({"postcode": ""}, "postcode: Fill in the four digits of the postcode."),
        ({"postcode": "9000"}, "postcode: “9000” is not a postcode of the Brussels Region."),
        ({"phone": ""}, "phone: Fill in a phone number in digits, or an e-mail address."),
        ({"language": "de"}, "language: “de” is not a language we write in"),
        ({"received_at": "28/03/2020"}, "received_at: “28/03/2020” is not a date or a time"),
        ({"received_at": ""}, "received_at: Fill in the day or the time"),
        ({"handled_at": "2999-01-01"}, "handled_at: “2999-01-01” is in the future."),
        ({"handled_at": "soon"}, "handled_at: “soon” is not a date or a time"),
        ({"handled_at": "2020-03-28"}, "handled_at: This is before received_at"),
        ({"backoffice": "vgc"}, "handled_at: Fill in when the back office took the request on"),
        (
            {"backoffice": "cocom", "handled_at": "2020-03-29"},
            "backoffice: “cocom” is not known here; write vgc or cocof",
        ),
        ({"state": "done"}, "handled_at: Fill in when the request was handled; “done” says that it was."),
        ({"state": "referred"}, "handled_at: Fill in when the request was handled"),
        ({"state": "matched"}, "state: “matched” is not known here; write open, done"),
        ({"channel": "fax"}, "channel: “fax” is not known here; write web, phone, paper or partner"),
        ({"message": "x" * 4001}, "message: This is too long: 4,001 characters, where 4,000 fit."),
        ({"street": "a\0b"}, "street: Remove the characters that cannot be stored from this text."),
    ],
)
def test_a_bad_row_says_what_to_do(cells: dict[str, str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = refused(capsys, {}, cells, {})
    assert len(report) == 2
    assert report[0].startswith(f"line 3, {sentence}")
    assert report[1] == "Nothing was stored: 1 row is bad."


@pytest.mark.django_db
def test_across_the_change_of_clocks_the_moment_counts_and_not_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    night = {"received_at": "2019-10-27T02:50+02:00", "handled_at": "2019-10-27T02:10+01:00"}
    assert imported(a_list(night)).startswith("Imported 1 help request;")
    HelpRequest.objects.get().person.erase()
    with pytest.raises(CommandError):
        imported(a_list({"received_at": night["handled_at"], "handled_at": night["received_at"]}))


@pytest.mark.django_db
def test_a_report_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    personal = dict.fromkeys(["name", "email", "phone", "street", "message"], "Secret 02")
    row = personal | dict.fromkeys(
        ["received_at", "postcode", "language", "categories", "state", "channel"], "Secret 02"
    )
    report = "".join(refused(capsys, row, personal | {"message": "Secret" * 900}))
    assert not re.search("secret", report, re.IGNORECASE)


@pytest.mark.django_db
def test_a_row_that_is_known_is_left_as_it_is_even_when_its_person_is_erased() -> None:
    the_request(external_ref="1").person.erase()
    assert imported(a_list({"external_ref": "1", "postcode": "Elsene"}, {"external_ref": "2"})) == (
        "Imported 1 help request; 1 was known already and left as it is."
    )
    assert Person.objects.filter(name="Maria Peeters").count() == 1


@pytest.mark.django_db
def test_the_reference_of_a_volunteer_is_another_one() -> None:
    volunteer = "external_ref;registered_at;phone;language;categories\n1;2020-03-28;025123456;nl;dog\n"
    with TemporaryDirectory() as folder:
        file = Path(folder, "list.csv")
        file.write_text(volunteer)
        call_command("import_volunteers", file, stdout=io.StringIO())
    assert imported(a_list({"external_ref": "1"})) == "Imported 1 help request."


@pytest.mark.django_db
def test_rows_without_a_reference_are_stored_each_time_and_said_to_be() -> None:
    for _time in range(2):
        assert imported(a_list({}, {})) == (
            "Imported 2 help requests; 2 rows have no external_ref and would be stored again by a second import."
        )
    assert HelpRequest.objects.count() == 4


@pytest.mark.django_db
def test_a_list_takes_the_same_number_of_queries_whatever_its_length() -> None:
    numbers = []
    for length in (3, 300):
        rows = [
            {"external_ref": f"{length}/{n}", "handled_at": "2020-04-01", "backoffice": "vgc"} for n in range(length)
        ]
        with CaptureQueriesContext(connection) as queries:
            imported(a_list(*rows))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_what_fits_in_a_cell_fits_in_the_table() -> None:
    longest = {column.name: column.longest for column in RequestImport.columns}
    places = {"name": "name", "email": "email", "phone": "phone_as_written", "street": "street"}
    for column, field in places.items():
        assert longest[column] == getattr(Person._meta.get_field(field), "max_length", None)
    assert longest["message"] == getattr(HelpRequest._meta.get_field("message"), "max_length", None)


SLUGS = ["phone", "letter", "shopping"]
POSTCODES = ["1000", "1020", "1210"]
OFFICES = ["vgc", "cocof", ""]
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(SLUGS), min_size=1, max_size=4),
        st.sampled_from(POSTCODES),
        st.sampled_from(OFFICES),
        st.sampled_from(["", "open", "done", "unmet", "withdrawn"]),
    ),
    max_size=12,
)


class Figures(TestCase):
    @given(ROWS, st.integers(0, 11))
    @settings(max_examples=25)
    def test_a_list_gives_back_its_own_figures_once(
        self, rows: list[tuple[list[str], str, str, str]], place: int
    ) -> None:
        names = ("categories", "postcode", "backoffice", "state")
        cells = [
            dict(zip(names, ("|".join(slugs), *others), strict=True))
            | {"external_ref": f"{n}", "handled_at": "2020-04-01"}
            for n, (slugs, *others) in enumerate(rows)
        ]
        with pytest.raises(CommandError):
            imported(a_list(*cells[:place], {"postcode": "Elsene"}, *cells[place:]))
        assert not Person.objects.exists()
        for _time in range(2):
            imported(a_list(*cells))
            self.look_the_same_as(rows)

    def look_the_same_as(self, rows: list[tuple[list[str], str, str, str]]) -> None:
        by_category = Counter(RequestItem.objects.order_by().values_list("category__slug", flat=True))
        assert by_category == Counter(slug for slugs, *_others in rows for slug in set(slugs))
        by_locality = Counter(HelpRequest.objects.values_list("locality__postcode", flat=True))
        assert by_locality == Counter(row[1] for row in rows)
        by_office = Counter(HelpRequest.objects.values_list("holder__slug", flat=True))
        assert by_office == Counter(row[2] or None for row in rows)
        assert Handover.objects.count() == sum(row[2] != "" for row in rows)
        by_state = Counter(RequestItem.objects.values_list("state", flat=True))
        assert by_state == Counter(row[3] or "done" for row in rows for _slug in set(row[0]))
        assert Person.objects.count() == len(rows)
