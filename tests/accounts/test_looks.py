"""The trail: who was shown what, or was refused it, for good."""

from __future__ import annotations

from brusselshelps.accounts.models import Look, User
from tests.accounts.desk import REQUESTS, browser
from tests.builders import make_request


def test_a_list_leaves_one_line_with_all_that_was_in_it(noor: User) -> None:
    keys = sorted(make_request().pk for _time in range(3))
    browser(noor).get(REQUESTS)
    look = Look.objects.get()
    assert (look.by, look.office, look.role) == (noor, noor.backoffice, "clerk")
    assert (look.place, look.what, look.rows, look.outcome) == ("list", "requests_app.helprequest", keys, "shown")
    assert look.computed_seal() == look.seal
