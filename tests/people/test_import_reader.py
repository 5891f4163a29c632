"""A CSV list is read as a spreadsheet program shows it; all its mistakes are reported at once."""

import csv
import io
from typing import Any

import pytest
from django.core.management.base import OutputWrapper
from hypothesis import given
from hypothesis import strategies as st

from brusselshelps.people.imports.importer import Progress
from brusselshelps.people.imports.reader import Column, Faults, ListRefused, Row, counted, quoted, read_list, tidy

COLUMNS = (
    Column("external_ref", ""),
    Column("name", ""),
    Column("language", "", necessary=True),
    Column("message", "", keeps_lines=True),
)
HEAD = "external_ref;name;language;message\n"


def read(content: str | bytes) -> tuple[list[Row], list[str]]:
    """The rows of a list, and the report about it."""
    faults = Faults(COLUMNS)
    rows = read_list(content.encode() if isinstance(content, str) else content, COLUMNS, faults)
    return rows, list(faults)


def cells(content: str | bytes) -> list[tuple[str, ...]]:
    rows, report = read(content)
    assert report == []
    return [tuple(row.cells.values()) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lists_from_any_program_read_the_same(encoding: str, delimiter: str, line_break: str) -> None:
    text = (HEAD + "1;Zoë;nl;hallo\n2;Łukasz;fr;\n").replace(";", delimiter).replace("\n", line_break)
    assert cells(text.encode(encoding)) == [("1", "Zoë", "nl", "hallo"), ("2", "Łukasz", "fr", "")]


def test_the_columns_stand_in_any_order_and_any_case() -> None:
    assert cells(' Language ;"NAME"\nnl;Maria\n') == [("", "Maria", "nl", "")]


def test_blank_lines_and_rows_of_nothing_but_delimiters_are_passed_by() -> None:
    rows, report = read("\n" + HEAD + "\n1;;nl;\n;;;\n   \n2;;fr;\n\n")
    assert [(row.line, row.ref) for row in rows] == [(4, "1"), (7, "2")]
    assert report == []


def test_a_row_is_known_by_the_line_where_it_begins() -> None:
    rows, _report = read(HEAD + '1;;nl;"two\nlines, and a ""quote"""\n2;;fr;x\n3;;en;"\r\n\r\n"\n4;;en;x\n')
    assert [(row.line, row.ref) for row in rows] == [(2, "1"), (4, "2"), (5, "3"), (8, "4")]
    assert rows[0].cells["message"] == 'two\nlines, and a "quote"'


def test_other_signs_that_break_lines_on_screen_do_not_count_as_lines() -> None:
    rows, _report = read(HEAD + "1;a\u2028b\x0bc;nl;\n2;;fr;\n")
    assert [row.line for row in rows] == [2, 3]


def test_only_a_message_keeps_its_lines() -> None:
    rows, _report = read(HEAD + '1;"Maria\nPeeters";nl;"  bread\nmilk "\n')
    assert rows[0].cells["name"] == "Maria Peeters"
    assert rows[0].cells["message"] == "bread\nmilk"


def test_marks_nobody_sees_are_left_out() -> None:
    assert tidy("\u202eMaria\u200b \u00a0 Peeters\x07") == "Maria Peeters"
    assert tidy("\u200b\u200d") == ""
    assert cells(HEAD + "\ufeff1;\u200b;nl;\n") == [("1", "", "nl", "")]


def test_a_quotation_mark_within_a_text_is_taken_as_it_stands() -> None:
    assert cells(HEAD + '1;Jan "de lange" Peeters;nl;\n')[0][1] == 'Jan "de lange" Peeters'


def test_a_space_before_a_quotation_mark_does_not_matter() -> None:
    assert cells('language, name\nnl, "Peeters, Maria"\n') == [("", "Peeters, Maria", "nl", "")]


def test_a_quotation_mark_that_is_never_closed_hides_no_other_row() -> None:
    rows, report = read(HEAD + '1;"Maria;nl;\n2;;fr;\n3;;fr\n4;;en;x\n')
    assert [row.ref for row in rows] == ["2", "4"]
    assert [line.partition(":")[0] for line in report] == ["line 2", "line 4"]
    assert "quotation marks" in report[0]


def test_signs_after_a_closing_quotation_mark_are_a_bad_row() -> None:
    rows, report = read(HEAD + '1;"Maria" P;nl;\n2;;fr;\n')
    assert [row.ref for row in rows] == ["2"]
    assert report[0].startswith("line 2: The quotation marks in this row do not pair.")


def test_lost_quotation_marks_on_every_line_are_read_in_a_moment() -> None:
    rows, report = read(HEAD + 'a";"\n' * 3_000)
    assert rows == []
    assert len(report) == 3_000


def test_a_row_of_another_width_than_the_head_is_bad() -> None:
    _rows, report = read(HEAD + "1;Maria;nl\n2;Maria;nl;a;b\n3\n")
    assert [line.split(", but")[0] for line in report] == [
        "line 2: This row has 3 cells",
        "line 3: This row has 5 cells",
        "line 4: This row has 1 cell",
    ]


def test_unknown_doubled_and_missing_columns_are_reported_for_the_first_line() -> None:
    _rows, report = read("name;naam;name;;Maria Peeters <maria@example.org>\n")
    assert report == [
        "line 1, naam: No column with this name is known.",
        "line 1, column 4: No column with this name is known.",
        "line 1, column 5: No column with this name is known.",
        "line 1, name: This column appears twice.",
        "line 1, language: This column is missing; every row needs it.",
    ]


def test_rows_are_read_even_when_the_head_is_wrong_so_that_all_is_said_in_one_go() -> None:
    _rows, report = read("name;naam\nMaria;x;y\n")
    assert [line.partition(":")[0] for line in report] == ["line 1, naam", "line 1, language", "line 2"]


def test_a_list_without_a_head_is_reported_once_and_repeats_nobody() -> None:
    rows, report = read("1;Maria Peeters;nl;hallo\n2;Jef;nl;\n")
    assert rows == []
    assert report == ["line 1: The first line must name the columns: external_ref, name, language, message."]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_lacks_its_columns(content: str) -> None:
    assert read(content)[1] == ["line 1: The first line must name the columns: external_ref, name, language, message."]


def test_a_list_in_an_old_encoding_is_refused_with_how_to_convert_it() -> None:
    with pytest.raises(ListRefused, match=r"not UTF-8 \(line 3 shows it\).*iconv -f WINDOWS-1252 -t UTF-8") as refused:
        read((HEAD + "1;Maria;nl;\n2;Zoë;nl;\n").encode("windows-1252"))
    assert "Zo" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_in_utf_16_is_refused_with_how_to_convert_it(encoding: str) -> None:
    with pytest.raises(ListRefused, match=r"but UTF-16.*iconv -f UTF-16 -t UTF-8"):
        read(HEAD.encode(encoding))


def test_a_nul_is_remembered_with_its_column() -> None:
    rows, report = read(HEAD + "1;Ma\0ria;nl;\n")
    assert report == []
    assert rows[0].unstorable == ("name",)


def test_a_cell_of_a_million_signs_is_read() -> None:
    assert len(cells(HEAD + f"1;{'x' * 1_000_000};nl;\n")[0][1]) == 1_000_000


def test_of_a_cell_the_first_fault_is_said_and_lines_come_in_order() -> None:
    faults = Faults(COLUMNS)
    for line, column, sentence in [
        (9, "message", "a"),
        (9, "name", "b"),
        (2, "name", "c"),
        (9, "name", "d"),
        (9, "", "e"),
    ]:
        faults.add(line, column, sentence)
    assert list(faults) == ["line 2, name: c", "line 9: e", "line 9, name: b", "line 9, message: a"]
    assert faults.summary == "Nothing was stored: 2 rows are bad."


@pytest.mark.parametrize("text", ["shoping", "Elsene", "post_office", "9000", "28/03/2020", "2020-03-28T25:00", "nl"])
def test_words_postcodes_and_days_are_said_again(text: str) -> None:
    assert quoted(text) == f"“{text}”"


@pytest.mark.parametrize(
    "text", ["maria@example.org", "Maria Peeters", "0470123456", "0470/12.34.56", "", "Nieuwstraat 1"]
)
def test_what_may_be_about_a_person_is_not_said_again(text: str) -> None:
    assert quoted(text) == "This"


def test_numbers_have_their_noun() -> None:
    assert counted(1, "row", "rows") == "1 row"
    assert counted(4990, "row", "rows") == "4,990 rows"


@given(st.lists(st.tuples(st.text(), st.text(), st.text(), st.text()), max_size=5))
def test_whatever_a_program_wrote_is_read_back(rows: list[tuple[str, ...]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([HEAD.strip().split(";"), *rows])
    written = [row for row in rows if any(cell.strip() for cell in row)]
    assert cells(text.getvalue()) == [
        (tidy(ref), tidy(name), tidy(nl), tidy(words, True)) for ref, name, nl, words in written
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(out: Any) -> str:
    progress = Progress(OutputWrapper(out), every=2)
    for rows in range(1, 6):
        progress.tell(rows, "read")
    progress.close()
    return out.getvalue()


def test_progress_shows_every_so_many_rows() -> None:
    assert told(io.StringIO()) == "2 rows read\n4 rows read\n"


def test_on_a_terminal_progress_stays_on_one_line() -> None:
    assert told(Terminal()).split("\r") == ["", f"{'2 rows read':<40}", f"{'4 rows read':<40}\n"]
