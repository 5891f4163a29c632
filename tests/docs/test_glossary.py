"""The glossary agrees with the code and with the screen."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from django.db import models
from django.utils.translation import override

from brusselshelps.access.roles import Role
from requests_app.states import BY_NEED, MatchState, State
from tests.docs.documents import ROOT, read, section, table_rows

# The terms agreed on before anything was built: code, English, Dutch, French.
WORDS = """
HelpRequest | help request | hulpvraag | demande d’aide
RequestItem | item | deelvraag | volet
Category | help category | hulpcategorie | catégorie d’aide
CategoryPolicy | policy | regeling | règle
Volunteer | volunteer | vrijwilliger | volontaire
Candidacy | candidacy | kandidatuur | candidature
Volunteer.registered_at | registration | registratie | enregistrement
SignUp | sign-up | inschrijving | inscription
Call | call | oproep | appel
Match | match | koppeling | mise en relation
Handover | handover | overdracht | transfert
Partner | partner | partner | partenaire
OrganisationNeed | need | nood | besoin
Delivery | delivery | levering | livraison
Commune | commune | gemeente | commune
Locality | locality | postcodegebied | localité
Snapshot | snapshot | momentopname | instantané
"""


@pytest.mark.parametrize("line", WORDS.strip().splitlines())
def test_a_word_that_was_agreed_stands_in_the_glossary(line: str) -> None:
    code, *words = [word.strip() for word in line.split("|")]
    assert [f"`{code}`", *words] in [cells[:4] for cells in table_rows("docs/glossary.md")]


@pytest.mark.parametrize(
    ("title", "choices"), [("States of an item", State), ("States of a match", MatchState), ("Roles", Role)]
)
def test_the_glossary_names_each_state_and_role(title: str, choices: type[models.TextChoices]) -> None:
    listed = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section("docs/glossary.md", title), re.MULTILINE)
    with override("en"):
        assert listed == [(value, str(label)) for value, label in choices.choices]


def test_the_glossary_tells_how_the_state_of_a_request_follows_from_its_items() -> None:
    told = section("docs/glossary.md", "The state of a help request").partition(". Items")[0]
    assert re.findall(r"`(\w+)`", told) == list(BY_NEED)


def test_each_word_of_the_glossary_has_the_usual_term_of_the_field() -> None:
    words = read("docs/glossary.md").partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in words.splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert [cells[0] for cells in rows if len(cells) != 6 or not cells[4].strip()] == []


@pytest.mark.parametrize(("language", "column"), [("nl", 2), ("fr", 3)])
def test_the_screen_uses_the_words_of_the_glossary(language: str, column: int) -> None:
    with (ROOT / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    rows = [cells for cells in table_rows("docs/glossary.md") if cells[0].startswith("`")]
    said = {cells[1]: message.string for cells in rows if (message := catalog.get(cells[1]))}
    assert len(said) >= 20
    assert said == {cells[1]: cells[column] for cells in rows if cells[1] in said}


def test_one_word_that_means_two_things_is_never_said() -> None:
    assert "aanmeld" not in read("locale/nl/LC_MESSAGES/django.po").lower()
