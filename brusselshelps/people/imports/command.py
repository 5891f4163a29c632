"""The base of `import_volunteers` and `import_requests`: their help text, errors and closing line."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from textwrap import dedent, fill
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import IntegrityError

from brusselshelps.people.imports.importer import Importer, Outcome, Progress
from brusselshelps.people.imports.reader import Column, ListRefused, counted

HELP = """
{title}

All of it or nothing: when a row cannot be stored, every bad row is reported with its line and column, nothing is
stored, and the exit status is 1. A row whose external_ref is known is left as it is, so the same list can be imported
again.

The file is UTF-8, with commas or semicolons between the cells; its first line names the columns, in any order. A
column marked * must be there and filled in; any other may be empty or absent.

{columns}

Times are ISO 8601, with offset or in Brussels time; a day alone means 00:00 on that day.

For instance:

{example}
"""


class ListHelpFormatter(RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Keeps the line breaks of the table of columns."""


class ImportCommand(BaseCommand):
    """A command that imports a CSV file; a subclass names its importer and its own wording."""

    importer: ClassVar[type[Importer[Any]]]
    title: ClassVar[str]
    example: ClassVar[str]
    one: ClassVar[str]
    more: ClassVar[str]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        columns = "\n".join(described(column) for column in self.importer.columns)
        text = HELP.strip().format(title=self.title, columns=columns, example=dedent(self.example).strip())
        parser = super().create_parser(prog_name, subcommand, formatter_class=ListHelpFormatter, **kwargs)
        parser.description = text
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", help="the list; - reads it from standard input")

    def handle(self, **options: Any) -> None:
        progress = Progress(self.stderr)
        try:
            outcome = self.importer.run(bytes_of(options["file"]), progress)
        except ListRefused as refused:
            progress.close()
            for fault in refused.faults:
                self.stderr.write(fault)
            raise CommandError(refused.summary) from None
        except IntegrityError as error:
            # The database's message quotes the whole row and so personal data: neither it nor its cause is shown.
            raise CommandError(why_refused(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing was stored.", returncode=130) from None
        finally:
            progress.close()
        self.stdout.write(self.closing_line(outcome))

    def closing_line(self, outcome: Outcome) -> str:
        said = [f"Imported {counted(outcome.stored, self.one, self.more)}"]
        if outcome.known:
            one, more = "was known already and left as it is", "were known already and left as they are"
            said.append(counted(outcome.known, one, more))
        if outcome.unread_phones:
            one, more = "phone number could not be read and is kept", "phone numbers could not be read and are kept"
            said.append(f"{counted(outcome.unread_phones, one, more)} as written")
        if outcome.without_ref:
            one, more = "row has no external_ref and would be", "rows have no external_ref and would be"
            said.append(f"{counted(outcome.without_ref, one, more)} stored again by a second import")
        return "; ".join(said) + "."


def described(column: Column) -> str:
    """A column and its description, indented as in a table."""
    star = "*" if column.necessary else " "
    return fill(column.meaning, 100, initial_indent=f"  {column.name:<14}{star} ", subsequent_indent=" " * 18)


def bytes_of(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "there is no such file"
        raise CommandError(f"{file} cannot be read: {reason}. Nothing was stored.") from None


def why_refused(error: IntegrityError) -> str:
    rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if "email_key" in rule:
        return "Nothing was stored: somebody in the list registered just now. Run the command again to see who."
    return f"Nothing was stored: the database refused a row by its rule {rule}. Run the command again."
