"""The figures as a workbook: a sheet on their source, one with the main figures, then one per table."""

from __future__ import annotations

import io

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.definitions import CHECKS, DIFFERENT_UNITS
from reports.figures import Figures
from reports.tables import DisplayedTable, headlines, tables
from reports.totals import BRUSSELS

NUMBER = "#,##0"


def xlsx(found: Figures) -> bytes:
    file = io.BytesIO()
    # Text stays text: a label that begins with "=" is not a formula, and one that looks like a URL is not a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        book.set_properties(
            {"title": _("Brussels helps: figures"), "created": found.as_of.recorded_until.replace(tzinfo=None)}
        )
        styles = _styles(book)
        _source_sheet(book, styles, found)
        _headline_sheet(book, styles, found)
        for position, table in enumerate(tables(found), start=1):
            _table_sheet(book, styles, position, table)
    return file.getvalue()


def _styles(book: Workbook) -> dict[str, Format]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "label": book.add_format({"bold": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": NUMBER, "valign": "top"}),
        "total": book.add_format({"bold": True, "top": 1}),
        "total number": book.add_format({"bold": True, "top": 1, "num_format": NUMBER}),
    }


def _sheet(book: Workbook, styles: dict[str, Format], name: str, title: object, widths: tuple[int, ...]) -> Worksheet:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, str(title), styles["title"])
    sheet.set_landscape() if sum(widths) > 90 else sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _source_sheet(book: Workbook, styles: dict[str, Format], found: Figures) -> None:
    sheet = _sheet(book, styles, _("Source"), _("Brussels helps: figures"), (34, 80))
    recorded = timezone.localtime(found.as_of.recorded_until, BRUSSELS)
    facts = [
        (_("Up to and including"), date_format(found.as_of.until, "j F Y")),
        (_("Recorded up to"), _("%(moment)s, Brussels time") % {"moment": date_format(recorded, "j F Y, H:i")}),
        (_("Source"), _("The database of Brussels helps, counted by its reports.")),
        (_("What is counted"), str(DIFFERENT_UNITS)),
    ]
    facts += [(_("does not hold"), str(CHECKS[check.name])) for check in found.checks if not check.holds]
    facts += [(_("holds"), str(CHECKS[check.name])) for check in found.checks if check.holds]
    for row, (label, text) in enumerate(facts, start=2):
        sheet.write_string(row, 0, label, styles["label"])
        sheet.write_string(row, 1, text, styles["text"])


def _headline_sheet(book: Workbook, styles: dict[str, Format], found: Figures) -> None:
    sheet = _sheet(book, styles, _("Main figures"), _("Main figures"), (46, 14, 18, 80))
    for column, head in enumerate((_("Figure"), _("Number"), _("Unit"), _("Definition"))):
        sheet.write_string(2, column, head, styles["head"])
    for row, figure in enumerate(headlines(found), start=3):
        sheet.write_string(row, 0, str(figure.what.title), styles["text"])
        sheet.write_number(row, 1, figure.count, styles["number"])
        sheet.write_string(row, 2, str(figure.what.unit), styles["text"])
        sheet.write_string(row, 3, str(figure.what.sentence), styles["text"])


def _table_sheet(book: Workbook, styles: dict[str, Format], position: int, table: DisplayedTable) -> None:
    sheet = _sheet(book, styles, _("Table %(number)s") % {"number": position}, table.what.title, (46, 16, 16))
    sheet.merge_range(1, 0, 1, 2, str(table.what.sentence), styles["text"])
    sheet.set_row(1, 48)
    for column, head in enumerate((table.head, _("Code"), str(table.what.unit))):
        sheet.write_string(3, column, head, styles["head"])
    for row, line in enumerate(table.lines, start=4):
        sheet.write_string(row, 0, line.label, styles["text"])
        sheet.write_string(row, 1, line.key, styles["text"])
        sheet.write_number(row, 2, line.count, styles["number"])
    last = 4 + len(table.lines)
    sheet.write_string(last, 0, _("Total"), styles["total"])
    sheet.write_blank(last, 1, None, styles["total"])
    sheet.write_number(last, 2, table.total, styles["total number"])
    sheet.freeze_panes(4, 0)
