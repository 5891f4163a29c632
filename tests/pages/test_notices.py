"""The privacy notice and the accessibility statement are true, in three languages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import override

from brusselshelps.legal_pages import STATEMENT_OF
from brusselshelps.people.privacy.declarations import declarations, facts, label_of
from tests.desk.desk_client import shown

LANGUAGES = ("nl", "fr", "en")
NOTICES = ("privacy", "accessibility")
REACH = {"CONTACT_PHONE": "02 000 00 00", "CONTACT_EMAIL": "help@brusselshelps.demo"}


def page(client: Client, language: str, name: str) -> str:
    return shown(client.get(f"/{language}/{name}/"))


def is_in(words: Any, said: str) -> bool:
    """Whether the page says these words, ignoring case and white space."""
    return " ".join(str(words).casefold().split()) in said.casefold()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_is_declared_stands_in_the_privacy_notice(client: Client, language: str) -> None:
    said = page(client, language, "privacy")
    with override(language):
        for model, declared in declarations():
            for name, held in declared.columns.items():
                words = held.what or label_of(model, name)
                for told in (words, held.purpose, held.basis, held.period, held.readers, model._meta.verbose_name):
                    assert is_in(told, said), (model, name, told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_about_a_person_stands_in_the_privacy_notice(client: Client, language: str) -> None:
    said = page(client, language, "privacy")
    with override(language):
        for model, _declared in declarations():
            told = [model._meta.verbose_name, *(label_of(model, name) for name in facts(model))]
            assert [words for words in told if not is_in(words, said)] == [], model


def test_what_a_declaration_says_can_be_translated() -> None:
    for model, declared in declarations():
        for name, held in declared.columns.items():
            for words in (held.purpose, held.basis, held.period, held.readers):
                assert isinstance(words, Promise), (model, name, words)


@pytest.mark.parametrize("name", NOTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_needs_no_database_and_leaves_no_cookie(client: Client, language: str, name: str) -> None:
    """This test has no database mark, so any query would fail."""
    answer = client.get(f"/{language}/{name}/")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert not answer.cookies


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_tells_how_to_reach_us(client: Client, settings: Any, name: str) -> None:
    for setting, value in REACH.items():
        setattr(settings, setting, value)
    with_all = client.get(f"/en/{name}/").content.decode().split("<footer")[0]
    assert 'href="tel:020000000"' in with_all
    assert 'href="mailto:help@brusselshelps.demo"' in with_all
    settings.CONTACT_PHONE = settings.CONTACT_EMAIL = ""
    without = client.get(f"/en/{name}/").content.decode()
    assert "tel:" not in without
    assert "mailto:help" not in without


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_notice_names_the_authority_the_law_and_the_cookies(client: Client, language: str) -> None:
    said = page(client, language, "privacy")
    for word in ("contact@apd-gba.be", "1000", "6(1)(e)" if language == "en" else "6", "csrftoken", "sent", "90"):
        assert word in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_accessibility_statement_has_its_day(client: Client, language: str) -> None:
    with override(language):
        day = date_format(STATEMENT_OF, "j F Y")
    assert day in page(client, language, "accessibility")


def test_the_day_of_the_statement_is_not_still_to_come() -> None:
    assert dt.date.today() >= STATEMENT_OF


def test_the_access_log_is_in_the_notice_with_its_five_years(client: Client) -> None:
    said = page(client, "en", "privacy")
    assert "we record who it was, when, and where in the platform. We keep that for five years" in said


def test_a_hold_rests_on_its_own_article_and_a_term_says_how_long(client: Client) -> None:
    said = page(client, "en", "privacy")
    assert "a legal obligation: article 6(1)(c) of the GDPR" in said
    assert "stands with it" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_in_a_list_waits_for_a_moment_behind_it(client: Client, language: str) -> None:
    said = page(client, language, "privacy")
    assert re.findall(r"\w+ (?:at|op|le), \w+", said) == []
