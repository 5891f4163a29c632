"""The figures as one long CSV table: for Belgian Excel (BOM, semicolons) or for machines (commas)."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from reports.figures import Figures
from reports.tables import headlines, tables

# A spreadsheet treats a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def belgian_csv(found: Figures) -> bytes:
    return _written(found, ";", "utf-8-sig")


def plain_csv(found: Figures) -> bytes:
    return _written(found, ",", "utf-8")


def _written(found: Figures, delimiter: str, encoding: str) -> bytes:
    lines = io.StringIO()
    sheet = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n")
    sheet.writerow([_("day"), _("table"), _("title"), _("row"), _("code"), _("number"), _("unit")])
    day = found.as_of.until.isoformat()
    for figure in headlines(found):
        what = figure.what
        sheet.writerow([day, "headline", as_text(what.title), "", what.slug, figure.count, what.unit])
    for table in tables(found):
        what = table.what
        for line in table.lines:
            sheet.writerow(
                [
                    day,
                    what.slug,
                    as_text(what.title),
                    as_text(line.label),
                    line.key,
                    line.count,
                    what.unit,
                ]
            )
        sheet.writerow([day, what.slug, as_text(what.title), _("Total"), "total", table.total, what.unit])
    return lines.getvalue().encode(encoding)


def as_text(text: object) -> str:
    """The text, prefixed with an apostrophe if a spreadsheet would treat it as a formula."""
    text = str(text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
