"""User input is shown as text wherever it turns up: never as markup, a template, a format string or a formula.

Uses the sample world with such strings in every column that has space for them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from openpyxl import load_workbook
from procrastinate.contrib.django import app

from requests_app.models import HelpRequest
from tests.access.support.access_matrix import whose_of
from tests.access.support.exchange import meet, undone
from tests.access.support.matrix_setup import SampleWorld, make
from tests.access.support.url_inventory import Fills, addresses
from tests.access.support.visits import KARIM, REQUESTS, own_page, page

pytestmark = pytest.mark.django_db
ADDRESSES = addresses()
DRESS = (
    """=HYPERLINK("http://evil.example")'"><script>alert(1)</script>"""
    """<pwned pwned=1 onclick=x>{{7*7}}{% now "Y" %}%s%(x)s"""
)


@pytest.fixture(scope="module")
def dressed(django_db_setup: None, django_db_blocker: Any) -> Iterator[SampleWorld]:
    with django_db_blocker.unblock(), undone():
        yield make(DRESS)


class Marked(HTMLParser):
    """Notices where a page rendered a text as markup."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pwned" or any(name.startswith(("pwned", "on")) for name, _value in attrs):
            self.wrong.append(f"<{tag} {attrs}>")


def pages_of(dressed: SampleWorld) -> Iterator[tuple[str, str, Any]]:
    """Every page that an actor may read, and its response."""
    for name, actor in dressed.world.actors.items():
        for address in ADDRESSES if not name.startswith("idle") else ():
            for whose in whose_of(address, actor, dressed.world):
                path = Fills(dressed.world, actor, whose).path(address)
                came = meet(actor, "GET", path)
                if came.status == 200:
                    yield name, path, came


@pytest.mark.more
def test_every_text_in_every_column_shows_as_text_on_every_page(dressed: SampleWorld) -> None:
    shown = 0
    for name, path, came in pages_of(dressed):
        if came.response["Content-Type"].startswith("text/html"):
            shown += assert_shown_as_text(came.text, f"{path} by {name}")
    assert shown > 500


def test_the_words_of_a_request_show_as_text_to_everybody_who_reads_them(dressed: SampleWorld) -> None:
    world = dressed.world
    pages = [(KARIM, page(dressed, "cocof")), (KARIM, REQUESTS), ("resident vgc", own_page(dressed, "resident vgc"))]
    pages += [("resident vgc", own_page(dressed, "resident vgc", "data")), ("lead vgc", "/admin/accounts/user/")]
    for name, path in pages:
        came = meet(world.actors[name], "GET", path)
        assert came.status == 200
        assert assert_shown_as_text(came.text, path)


def assert_shown_as_text(text: str, where: str) -> int:
    """How often the text occurs, each time complete and escaped."""
    parser = Marked()
    parser.feed(text)
    assert parser.wrong == [], where
    plain = unescape(text)
    assert plain.count("{{7*7}}") == plain.count("pwned=1"), where
    assert "settings.SECRET" not in plain
    return plain.count(DRESS)


def test_the_words_of_a_request_show_as_text_in_letters(dressed: SampleWorld) -> None:
    row = HelpRequest.objects.get(pk=dressed.world.requests["vgc"].pk)
    jobs = ("confirm_request", "confirm_withdrawal", "mail_handover")
    with undone():
        for job in jobs:
            app.tasks[f"requests_app.tasks.{job}"](request_id=row.pk)
        letters = list(mail.outbox)
    assert len(letters) >= len(jobs)
    for letter in letters:
        [(drawn, _kind)] = letter.alternatives
        parser = Marked()
        parser.feed(drawn)
        assert parser.wrong == []
        assert "pwned" not in letter.subject
        assert "\n" not in "".join(letter.message().values()).replace("\n ", "")


def test_a_text_is_no_formula_in_a_file(dressed: SampleWorld) -> None:
    ministry = dressed.world.actors["ministry"]
    for name in ("csv", "csv-plain"):
        text = meet(ministry, "GET", f"/reports/{name}/").response.content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";" if name == "csv" else ",") for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [
            cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(cell)
        ]
    book = load_workbook(BytesIO(meet(ministry, "GET", "/reports/xlsx/").response.content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b", "inlineStr"}


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "").isdigit()
