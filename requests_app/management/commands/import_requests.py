"""`manage.py import_requests FILE.csv`: import a list of help requests, all or nothing."""

from __future__ import annotations

from brusselshelps.people.imports.command import ImportCommand
from requests_app.imports import RequestImport


class Command(ImportCommand):
    help = "Stores a list of help requests in CSV, all of it or nothing."
    importer = RequestImport
    title = "Stores a list of help requests from a call centre or an earlier tool."
    one, more = "help request", "help requests"
    example = """
        external_ref;received_at;channel;name;phone;postcode;language;categories;backoffice;handled_at;state
        17;2026-03-28T14:30;phone;Maria Peeters;+44 20 7946 0018;1020;nl;shopping|dog;vgc;2026-03-29;done
        18;2026-03-29;;Marie Dubois;+44 20 7946 0123;1050;fr;phone;;;
    """
