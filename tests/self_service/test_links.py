"""Signed links: stored as a hash, expiring, and sent again on request without revealing who is known."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Link, Person
from tests.builders import make_person, make_request, make_volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.sampled(2)]

LANGUAGES = ("nl", "fr", "en")


def link_to(row: Any, purpose: str) -> Link:
    return Link.of(row.person, purpose)


@pytest.fixture
def request_link() -> Link:
    return link_to(make_request("dog", "phone"), "request")


@pytest.fixture
def volunteer_link() -> Link:
    return link_to(make_volunteer("dog", "phone"), "volunteer")


def pages_of(link: Link) -> list[str]:
    parts = ["", "data/", "data/?file", "forget/"]
    return [link.path + part for part in parts + (["withdraw/"] if link.purpose == "volunteer" else [])]


def everything() -> list[Any]:
    """All rows of the tables that a link could change."""
    tables = [
        name for name in connection.introspection.table_names() if name.startswith(("people", "volu", "requests"))
    ]
    with connection.cursor() as cursor:
        rows = []
        for table in sorted(tables):
            cursor.execute(f'select * from "{table}" order by 1')
            rows.append((table, cursor.fetchall()))
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["request", "volunteer"])
def test_opening_each_page_of_a_link_changes_nothing(client: Client, purpose: str, language: str) -> None:
    link = link_to(make_request() if purpose == "request" else make_volunteer(), purpose)
    before = everything()
    with override(language):
        for page in pages_of(link):
            assert client.get(page).status_code == 200, page
            assert client.head(page).status_code in (200, 405), page
    assert everything() == before


def test_the_token_is_nowhere_in_the_database(request_link: Link) -> None:
    signs = request_link.token.replace("-", "")
    stored = str(everything())
    assert request_link.token not in stored
    assert signs not in stored
    assert signs.lower() not in stored.lower()


def test_another_key_makes_another_token(request_link: Link, settings: Any) -> None:
    before = request_link.token
    settings.HASH_KEY = "another key"
    assert request_link.token != before


def test_a_link_may_be_typed_from_paper(client: Client, request_link: Link) -> None:
    for typed in (request_link.token.lower(), request_link.token.replace("-", "")):
        assert client.get(f"/nl/help/mine/{typed}/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_is_old_or_wrong_leads_to_a_new_one(client: Client, request_link: Link, language: str) -> None:
    with override(language):
        path = request_link.path
    last = request_link.token[-1]
    wrong = path.replace(request_link.token, request_link.token[:-1] + ("3" if last != "3" else "4"))
    pages = [client.get(wrong)]
    with time_machine.travel(timezone.now() + Link.LASTS + dt.timedelta(minutes=1)):
        pages += [client.get(path), client.post(path, {"text": "Too late"}), client.post(f"{path}forget/")]
    assert {page.status_code for page in pages} == {404}
    assert all(f'href="/{language}/link/"' in page.content.decode() for page in pages)
    assert request_link.person.erased_at is None


def test_a_link_opens_what_it_is_for_and_nothing_else(client: Client, request_link: Link, volunteer_link: Link) -> None:
    assert client.get(f"/nl/volunteer/mine/{request_link.token}/").status_code == 404
    assert client.get(f"/nl/help/mine/{volunteer_link.token}/").status_code == 404


def test_the_same_link_is_drawn_until_half_its_time_is_over(request_link: Link) -> None:
    assert Link.of(request_link.person, "request") == request_link
    with time_machine.travel(timezone.now() + Link.LASTS / 2 + dt.timedelta(hours=1)):
        newer = Link.of(request_link.person, "request")
    assert newer != request_link
    assert newer.token != request_link.token


def test_a_page_behind_a_link_is_kept_by_no_cache_and_found_by_no_robot(client: Client, request_link: Link) -> None:
    page = client.get(request_link.path)
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "strict-origin"
    assert 'name="robots" content="noindex"' in page.content.decode()
    assert "canonical" not in page.content.decode()


def test_no_token_reaches_a_log(client: Client, request_link: Link, caplog: Any) -> None:
    from brusselshelps.log_format import NoValuesFormatter

    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        client.get(request_link.path)
        client.post(request_link.path, {"text": ""})
        client.put(request_link.path)
        request_link.delete()
        client.get(request_link.path)
    written = "\n".join(NoValuesFormatter("{message}", style="{").format(record) for record in caplog.records)
    assert "Not Found" in written
    assert request_link.token not in written


# ---- asking for a new link


def ask_again(client: Client, email: str, language: str = "nl") -> Any:
    return client.post(f"/{language}/link/", {"email": email})


def jobs() -> list[str]:
    return sorted(job.task_name.rpartition(".")[2] for job in ProcrastinateJob.objects.all())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_the_same_whether_an_address_is_known(client: Client, language: str) -> None:
    make_request(person=make_person(email="maria@example.org"))
    make_volunteer(person=make_person(email="jef@example.org"))
    answers = [
        ask_again(client, email, language) for email in ("maria@example.org", "jef@example.org", "no@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"/{language}/link/sent/")}
    assert len({tuple(sorted(answer.cookies)) for answer in answers}) == 1
    assert client.get(answers[0]["Location"]).status_code == 200


def test_each_kind_of_link_is_mailed_to_the_owner(client: Client) -> None:
    make_request(person=make_person(email="maria@example.org"))
    make_volunteer(person=make_person(email="maria@example.org"))
    ask_again(client, "MARIA@example.org")
    assert jobs() == ["mail_request_links", "mail_volunteer_link"]


def test_asking_often_fills_nobodys_mailbox(client: Client) -> None:
    make_volunteer(person=make_person(email="jef@example.org"))
    for _time in range(3):
        ask_again(client, "jef@example.org")
    assert jobs() == ["mail_volunteer_link"]


def test_who_is_erased_or_unknown_gets_nothing(client: Client) -> None:
    make_request(person=make_person(email="maria@example.org")).person.erase()
    ask_again(client, "maria@example.org")
    ask_again(client, "nobody@example.org")
    assert jobs() == []


@pytest.mark.parametrize("email", ["", "maria", "maria@", "a\0b@example.org"])
def test_an_address_that_is_none_gets_a_sentence(client: Client, email: str) -> None:
    page = ask_again(client, email)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["email"]


# ---- erasure, and the data that is held


@pytest.mark.parametrize("purpose", ["request", "volunteer"])
def test_to_be_erased_is_one_button_and_ends_the_link(client: Client, purpose: str) -> None:
    link = link_to(make_request() if purpose == "request" else make_volunteer(), purpose)
    answer = client.post(f"{link.path}forget/")
    assert client.get(answer["Location"]).status_code == 200
    assert Person.objects.get(pk=link.person_id).erased_at
    assert client.get(link.path).status_code == 404


def test_what_is_held_can_be_read_and_taken_along(client: Client) -> None:
    person = make_person(name="Maria Peeters", email="maria@example.org", street="Nieuwstraat 1")
    link = link_to(make_request("dog", person=person, message="Ring twice"), "request")
    page = client.get(f"{link.path}data/").content.decode()
    file = client.get(f"{link.path}data/?file")
    assert file["Content-Type"].startswith("application/json")
    assert "attachment" in file["Content-Disposition"]
    assert "Maria" not in file["Content-Disposition"]
    for held in ("Maria Peeters", "maria@example.org", "Nieuwstraat 1", "Ring twice"):
        assert held in page
        assert held in str(file.json())


@pytest.mark.parametrize("purpose", ["request", "volunteer"])
def test_a_new_link_shuts_out_who_has_the_old_ones(client: Client, purpose: str) -> None:
    old = link_to(make_request() if purpose == "request" else make_volunteer(), purpose)
    assert client.get(f"{old.path}renew/").status_code == 200
    assert client.get(old.path).status_code == 200
    new = client.post(f"{old.path}renew/")["Location"]
    assert client.get(new).status_code == 200
    assert old.token not in new
    assert client.get(old.path).status_code == 404


def test_a_link_is_mailed_again_only_after_a_while(client: Client) -> None:
    make_volunteer(person=make_person(email="jef@example.org"))
    ask_again(client, "jef@example.org")
    ProcrastinateJob.objects.all().update(status="succeeded", queueing_lock=None)
    ask_again(client, "jef@example.org")
    assert jobs() == ["mail_volunteer_link"]
    with time_machine.travel(timezone.now() + Link.PAUSE + dt.timedelta(seconds=1)):
        ask_again(client, "jef@example.org")
    assert jobs() == ["mail_volunteer_link"] * 2
