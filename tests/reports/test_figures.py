"""The answer of April 2020, reproduced to the last digit: on the command line, in files and on the page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from brusselshelps.reference.initial_rows import published
from brusselshelps.reference.models import Category, Locality

pytestmark = pytest.mark.django_db

# The table in the answer to question 2 b), in its original order.
PUBLISHED = """Anderlecht 92, Brussel 357, Elsene 284, Etterbeek 129, Evere 21, Ganshoren 37, Haren 3, Jette 93,
Koekelberg 33, Laken 84, Neder-over-Heembeek 9, Oudergem 50, Schaarbeek 220, Sint-Agatha-Berchem 20, Sint-Gillis 187,
Sint-Jans-Molenbeek 108, Sint-Joost-ten-Node 54, Sint-Lambrechts-Woluwe 75, Sint-Pieters-Woluwe 61, Ukkel 140,
Vorst 136, Watermaal-Bosvoorde 35"""
BY_CATEGORY = """Telefoneren 350, Brieven schrijven 324, Boodschappen doen 830, Apotheek 770, Postkantoor 549,
Tekeningen maken 220, Video calls 235, Hond uitlaten 829, Mondmaskers maken 174"""


def rows_of(text: str) -> list[tuple[str, int]]:
    return [
        (label.strip(), int(number))
        for label, number in re.findall(r"([^,\n]+?) (\d+)(?:,|$)", text.replace("\n", " "))
    ]


def run(*arguments: str, out: Path | None = None) -> str:
    printed = io.StringIO()
    call_command("figures", *arguments, stdout=printed, stderr=io.StringIO())
    return printed.getvalue()


def test_the_published_numbers_come_back(example: None) -> None:
    found = json.loads(run("--until", "2020-04-30"))
    handled, volunteers = found["requests"]["handled"], found["volunteers"]
    assert (handled["total"], handled["items"]) == (272, 354)
    assert handled["by_backoffice"] == {"vgc": 50, "cocof": 202, "none": 20}
    assert (volunteers["registered"], volunteers["candidacies"]) == (2345, 4281)
    assert (volunteers["inside_brussels"], volunteers["outside_brussels"]) == (2228, 117)
    assert (volunteers["active"], volunteers["candidacies_open"]) == (2345, 4281)
    assert list(volunteers["by_category"].values()) == [number for _label, number in rows_of(BY_CATEGORY)]
    assert volunteers["by_locality"] == {
        row["postcode"]: int(row["volunteers_published"]) for row in published("localities")
    }
    assert found["requests"]["received"]["total"] == 272
    assert all(check["holds"] for check in found["checks"])
    assert found["language"] == "nl"
    assert found["until"] == "2020-04-30"
    assert dt.datetime.fromisoformat(found["recorded_until"]).tzinfo


def test_before_the_campaign_everything_is_zero_and_every_key_is_there(example: None) -> None:
    found = json.loads(run("--until", "2020-03-01"))
    assert numbers(found) == {0}
    assert len(found["volunteers"]["by_locality"]) == 22
    assert list(found["requests"]["handled"]["by_category"]) == list(Category.objects.values_list("slug", flat=True))
    assert list(found["requests"]["handled"]["by_backoffice"]) == ["vgc", "cocof", "none"]


def numbers(found: Any) -> set[int]:
    if isinstance(found, dict):
        return set().union(*(numbers(value) for value in found.values()))
    if isinstance(found, list):
        return set().union(*(numbers(value) for value in found))
    return {found} if isinstance(found, int) and not isinstance(found, bool) else set()


def test_the_page_shows_the_published_tables_in_their_order(example: None, client: Client, lies: Any) -> None:
    client.force_login(lies)
    page = client.get("/reports/?until=2020-04-30&language=nl").content.decode()
    localities = [(label, number) for label, number in table(page, "volunteers_by_locality")]
    assert [(label, int(number)) for label, number in localities[:22]] == rows_of(PUBLISHED)
    assert [number for _label, number in localities[22:]] == ["117", "0", "2.345"]
    assert [(label, int(number)) for label, number in table(page, "candidacies_by_category")[:9]] == rows_of(
        BY_CATEGORY
    )
    assert [number for _label, number in table(page, "handled_by_backoffice")] == ["50", "202", "20", "272"]
    assert "30 april 2020" in page


@pytest.mark.parametrize(("language", "grouped"), [("nl", "2.345"), ("fr", "2\u202f345"), ("en", "2,345")])
def test_numbers_are_grouped_as_the_reader_writes_them(
    example: None, client: Client, lies: Any, language: str, grouped: str
) -> None:
    client.force_login(lies)
    page = client.get(f"/reports/?until=2020-04-30&language={language}").content.decode()
    assert f'<html lang="{language}">' in page
    assert table(page, "volunteers_by_locality")[-1][1] == grouped


def test_a_postcode_in_two_communes_is_not_guessed(example: None, client: Client, lies: Any) -> None:
    client.force_login(lies)
    communes = dict(
        table(client.get("/reports/?until=2020-04-30&language=en").content.decode(), "volunteers_by_commune")
    )
    assert communes["City of Brussels"] == str(357 + 84 + 9 + 3)
    assert communes["Commune cannot be told from the postcode"] == str(129 + 284)
    assert communes["Etterbeek"] == "0"
    assert communes["Total"] == "2,345"


def table(page: str, slug: str) -> list[tuple[str, str]]:
    """The rows of a table on the page, as pairs of label and number."""
    body = page.split(f'<table id="{slug}">')[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="number">(.*?)</td>', body, re.DOTALL)
    return [(label.strip(), number.strip()) for label, number in rows]


def test_who_may_see_the_figures(client: Client, noor: Any, els: Any, lies: Any, administrator: Any) -> None:
    assert client.get("/reports/").status_code == 302
    for user, status in ((noor, 403), (administrator, 403), (els, 200), (lies, 200)):
        client.force_login(user)
        assert client.get("/reports/").status_code == status
        assert client.get("/reports/csv/").status_code == status


def test_a_day_to_come_or_no_day_at_all_gets_a_sentence(client: Client, lies: Any) -> None:
    client.force_login(lies)
    for day in ("2999-01-01", "yesterday", "0000-00-00", "2020-04-30\0"):
        page = client.get("/reports/", {"until": day})
        assert page.status_code == 200
        assert page.context["form"].errors["until"]
        assert client.get("/reports/csv/", {"until": day}).status_code == 400
    assert client.get("/reports/parquet/").status_code == 404


@pytest.mark.parametrize("name", ["json", "csv", "csv-plain", "xlsx"])
def test_downloads_are_files_that_nobody_keeps(example: None, client: Client, lies: Any, name: str) -> None:
    client.force_login(lies)
    response = client.get(f"/reports/{name}/?until=2020-04-30&language=fr")
    assert response.status_code == 200
    assert "2020-04-30-fr" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


class TestFiles:
    def test_a_belgian_excel_opens_the_csv(self, example: None, tmp_path: Path) -> None:
        content = written(tmp_path, "csv")
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert {len(row) for row in rows} == {7}
        totals = {row[1]: row[5] for row in rows if row[4] == "total"}
        assert (totals["volunteers_by_locality"], totals["candidacies_by_category"]) == ("2345", "4281")

    def test_machines_get_commas_and_no_mark(self, example: None, tmp_path: Path) -> None:
        content = written(tmp_path, "csv-plain")
        assert not content.startswith(b"\xef\xbb\xbf")
        assert {len(row) for row in csv.reader(io.StringIO(content.decode()))} == {7}

    def test_the_workbook_has_numbers_widths_and_a_source(self, example: None, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(io.BytesIO(written(tmp_path, "xlsx")))
        source, *others = book.worksheets
        assert "30 april 2020" in " ".join(str(cell.value) for row in source.iter_rows() for cell in row)
        for sheet in others:
            assert all(sheet.column_dimensions[letter].width > 10 for letter in "AB")
        cells = [cell for sheet in others for row in sheet.iter_rows() for cell in row]
        assert {2345, 4281, 272, 354} <= {cell.value for cell in cells if cell.data_type == "n"}
        assert not [cell for cell in cells if cell.data_type == "f"]

    def test_no_cell_is_a_formula_made_of_data(self, example: None, tmp_path: Path) -> None:
        Category.objects.filter(slug="dog").update(report_nl='=HYPERLINK("https://example.org")')
        Locality.objects.filter(postcode="1000").update(name_nl="+1000")
        for name, delimiter in (("csv", ";"), ("csv-plain", ",")):
            text = written(tmp_path, name).decode("utf-8-sig")
            cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
            assert '\'=HYPERLINK("https://example.org")' in cells
        book = openpyxl.load_workbook(io.BytesIO(written(tmp_path, "xlsx")))
        formulas = [c for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]
        assert formulas == []


def written(folder: Path, name: str) -> bytes:
    file = folder / f"figures.{name}"
    run("--until", "2020-04-30", "--format", name, "--output", str(file))
    return file.read_bytes()


class TestCommand:
    @pytest.mark.today
    def test_a_day_to_come_is_refused_with_a_sentence(self) -> None:
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        with pytest.raises(CommandError, match="in the future"):
            run("--until", tomorrow.isoformat())
        assert run("--until", timezone.localdate().isoformat())

    def test_a_moment_to_come_is_refused(self) -> None:
        with pytest.raises(CommandError, match="in the future"):
            run("--until", "2020-04-30", "--recorded-until", "2999-01-01T00:00")

    @pytest.mark.parametrize("name", ["ods", "docx", "odt", "pdf"])
    def test_a_format_that_is_not_there_yet_is_refused(self, name: str) -> None:
        with pytest.raises(CommandError, match="not there yet"):
            run("--until", "2020-04-30", "--format", name)

    @pytest.mark.parametrize("arguments", [("--until", "30/04/2020"), ("--recorded-until", "yesterday")])
    def test_what_cannot_be_read_is_refused(self, arguments: tuple[str, str]) -> None:
        with pytest.raises(CommandError):
            run(*arguments)

    def test_a_moment_without_offset_is_brussels_time(self) -> None:
        found = json.loads(run("--until", "2020-04-30", "--recorded-until", "2020-05-02T10:00"))
        assert found["recorded_until"] == "2020-05-02T10:00:00+02:00"

    def test_a_place_that_cannot_be_written_gets_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be written"):
            run("--until", "2020-04-30", "--output", str(tmp_path / "no" / "folder.json"))
