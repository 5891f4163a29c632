"""Where a list comes from, and what the commands say about themselves."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from brusselshelps.people.imports.command import why_refused
from volunteers.imports import VolunteerImport
from volunteers.models import Volunteer

ONE_ROW = "registered_at,phone,language,categories\n2020-03-28,025123456,nl,dog\n"


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be read: No such file or directory\. Nothing was stored\."):
        call_command("import_volunteers", tmp_path / "nothing.csv")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("import_volunteers", tmp_path)


@pytest.mark.django_db
def test_a_list_can_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ONE_ROW.encode())))
    call_command("import_volunteers", "-", stdout=io.StringIO())
    assert Volunteer.objects.count() == 1


def test_the_help_names_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_volunteers", "--help")
    columns = [column.name for column in VolunteerImport.columns]
    shown = capsys.readouterr().out
    assert all(f"\n  {column} " in shown for column in columns)
    assert "17;2026-03-28T14:30;Jef Janssens" in shown


def test_a_rule_of_the_database_is_named_but_the_row_is_not() -> None:
    sentence = why_refused(IntegrityError("Failing row contains (Maria Peeters, maria@example.org)"))
    assert sentence.startswith("Nothing was stored: the database refused a row")
    assert "Maria" not in sentence
