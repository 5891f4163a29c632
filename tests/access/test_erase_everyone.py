"""Everyone is erased: the database no longer identifies anybody, and every figure is unchanged."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone

from brusselshelps.people.models import LegalHold, Person
from brusselshelps.people.privacy.declarations import declarations
from reports.figures import as_data, as_of, figures
from requests_app.models import HelpRequest, Match
from tests.access.support.planted_data import dumped, manage, plant, restored, sessions
from tests.builders import make_call, make_request, make_sign_up, make_user, path_of
from tests.desk.desk_client import REQUESTS, browser, page_of
from tests.people.aged_rows import request_of, volunteer_of
from tests.people.test_held_data import Life
from tests.requests_app.desk.test_corrections import opened
from tests.requests_app.test_ask import send
from volunteers.models import Volunteer

DAYS = [timezone.localdate() - dt.timedelta(days=days) for days in range(1, 60, 3)]
TYPED = ("Unmistakable", "0470/12 34 56", "+32470123456", "typed@example.org", "the green door", "a claim of hers")


class EraseEveryoneTests(TransactionTestCase):
    """Real rows in a real database, as they are written to disk."""

    def setUp(self) -> None:
        self.els = make_user("els", "lead", "vgc")
        for name in ("maria", "jef"):
            Life(name, self.els)
        for number in range(30):
            row = request_of(50 - number, "dog", handled_at=timezone.now() - dt.timedelta(days=40 - number))
            if number % 3 == 0:
                Match.propose(row.items.get(), volunteer_of(50 - number, "dog"), by=self.els).say_yes()
        make_sign_up(call=make_call())
        HelpRequest.objects.update(on_behalf_agreed=True)
        self.planted = plant()
        assert Volunteer.objects.exclude(email_key=None).exists()

    def test_every_model_that_declares_something_has_a_word_in_it(self) -> None:
        for model, declared in declarations():
            if declared.columns:
                assert model._base_manager.exists(), model

    def test_nothing_is_left_of_anybody_and_every_figure_is_as_it_was(self) -> None:
        self.live()
        words = self.planted | set(TYPED)
        before, as_they_were = dumped_here(), figures_of(DAYS)
        assert [word for word in self.planted if word not in before] == []
        for person in Person.objects.all():
            person.erase()
        after = dumped_here() + sessions() + repr(list(LogEntry.objects.values_list("object_repr", "change_message")))
        assert [word for word in words if word in after] == []
        assert figures_of(DAYS) == as_they_were
        with TemporaryDirectory() as folder:
            listed = Path(folder) / "erasures.txt"
            with listed.open("w") as file:
                call_command("list_erasures", stdout=file)
            self.assert_replayed(before, listed, words)

    def assert_replayed(self, backup: str, listed: Path, words: set[str]) -> None:
        """In a database restored from an earlier backup, the erasure list brings everything to its present state."""
        with restored(backup) as again:
            back = dumped(again)
            assert [word for word in self.planted if word not in back] == []
            said = manage(again, "replay_erasures", str(listed))
            number = Person.objects.count()
            assert said.strip() == f"Erased again: {number:,} of the {number:,} people on the list."
            replayed = dumped(again)
            assert [word for word in words if word in replayed] == []
            for day in DAYS[::10]:
                assert without_moment(manage(again, "figures", "--until", day.isoformat())) == figures_of([day])[0]
            assert "again: 0 of" in manage(again, "replay_erasures", str(listed))

    def live(self) -> None:
        """People and staff fill in the real pages: forms, search, corrections, notes."""
        send(Client(), name="Maria Unmistakable", email="typed@example.org", message="Behind the green door.")
        row = HelpRequest.objects.get(person__email="typed@example.org")
        resident, clerk = Client(), browser(self.els)
        resident.post(path_of(row), {"text": "Knock on the green door."})
        clerk.post(f"{REQUESTS}{row.pk}/take-on/")
        clerk.post(REQUESTS, {"q": "Unmistakable"})
        clerk.post(REQUESTS, {"q": "0470/12 34 56"})
        page: Any = opened(clerk, row)
        clerk.post(page_of(row), page | {"street": "Unmistakable street"})
        LegalHold.put_on(make_request().person, "a claim of hers", by=self.els).end(by=self.els)
        row.refresh_from_db()
        assert row.person.street == "Unmistakable street"
        assert row.notes.exists()


def here() -> str:
    return str(connection.settings_dict["NAME"])


def dumped_here() -> str:
    return dumped(here())


def figures_of(days: list[dt.date]) -> list[dict[str, Any]]:
    return [without_moment(json.dumps(as_data(figures(as_of(day)), "nl"))) for day in days]


def without_moment(told: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(told).items() if name != "recorded_until"}
