"""`manage.py import_volunteers FILE.csv`: import a list of volunteers, all or nothing."""

from __future__ import annotations

from brusselshelps.people.imports.command import ImportCommand
from volunteers.imports import VolunteerImport


class Command(ImportCommand):
    help = "Stores a list of volunteers in CSV, all of it or nothing."
    importer = VolunteerImport
    title = "Stores a list of volunteers from a call centre or an earlier tool."
    one, more = "volunteer", "volunteers"
    example = """
        external_ref;registered_at;name;email;phone;postcode;country;language;categories;insurance
        17;2026-03-28T14:30;Jef Janssens;jef@example.org;+44 20 7946 0123;1020;;nl;shopping|dog;asked
        18;2026-03-29;Marie Dubois;;+44 20 7946 0018;;FR;fr;phone;
    """
