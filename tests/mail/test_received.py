"""E-mails as people receive them: two parts that say the same, in their language, with their own link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as house
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from brusselshelps.people.models import Link
from requests_app.tasks import confirm_request, confirm_withdrawal, mail_request_links
from tests.builders import make_person, make_request
from tests.mail.letters import LETTERS, NAME, WITH_A_LINK, received, request, request_withdrawn
from tests.mail.post import PostOffice, html_of, text_of, words_of, work

LANGUAGES = ("nl", "fr", "en")
pytestmark = [pytest.mark.django_db, pytest.mark.sampled(4)]

every_letter = pytest.mark.parametrize("letter", LETTERS)
every_link = pytest.mark.parametrize("letter", sorted(WITH_A_LINK))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def addresses_in(text: str) -> list[str]:
    return re.findall(rf"{house.BASE_URL}/\S+", text)


@every_language
@every_letter
def test_both_parts_say_the_same(letter: str, language: str) -> None:
    LETTERS[letter](language)
    mailed = received()
    said = words_of(html_of(mailed))
    for line in text_of(mailed).splitlines():
        if "/mine/" not in line:
            assert " ".join(line.removeprefix("- ").rstrip(": \u00a0").split()) in said
    assert " ".join(mailed["Subject"].split()) in said


@every_language
@every_letter
def test_the_person_finds_their_reference_and_their_language(letter: str, language: str) -> None:
    row = LETTERS[letter](language)
    mailed = received()
    assert row.reference in mailed["Subject"] + text_of(mailed)
    assert mailed["Content-Language"] == language
    assert html_of(mailed).count(f'lang="{language}"') == 2


@every_letter
def test_nothing_is_left_in_another_language(letter: str) -> None:
    lines: list[set[str]] = []
    for language in LANGUAGES:
        LETTERS[letter](language)
        text = re.sub(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}", "", text_of(received()))
        lines.append({line for line in text.splitlines() if " " in line})
    assert all(lines)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert lines[one] & lines[other] == {"Brussels helps"}


@every_language
@every_link
def test_the_link_opens_the_persons_own_page_in_their_language(letter: str, language: str) -> None:
    row = LETTERS[letter](language)
    mailed = received()
    [address] = addresses_in(text_of(mailed))
    assert re.findall(r'href="([^"]*)"', html_of(mailed)) == [address]
    page = Client().get(address.removeprefix(house.BASE_URL))
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
    assert Link.objects.get().person == row.person


@every_language
@every_link
def test_a_letter_with_a_link_says_until_when_it_works(letter: str, language: str) -> None:
    LETTERS[letter](language)
    with override(language):
        day = date_format(timezone.localtime(Link.objects.get().expires_at))
    assert day in text_of(received())


@every_letter
def test_the_html_part_asks_nothing_of_anybody(letter: str) -> None:
    LETTERS[letter]("fr")
    markup = html_of(received())
    assert not re.search(r"<(?:img|link|script|iframe|form|table|style)|src=|url\(|@import", markup, re.IGNORECASE)
    assert all(address.startswith(house.BASE_URL) for address in re.findall(r"https?://[^\s\"<]+", markup))
    assert re.search(r"<title>[^<]+</title>", markup)
    assert markup.count("<h1") == 1


@every_letter
def test_no_header_says_more_of_the_person_than_the_address(letter: str) -> None:
    row = LETTERS[letter]("nl")
    mailed = received()
    headers = "\n".join(f"{name}: {value}" for name, value in mailed.items())
    assert mailed["To"] == row.person.email
    assert not any(word in headers for word in NAME.split())
    assert not any(link.token in headers for link in Link.objects.all())


def test_the_headers_keep_machines_from_answering() -> None:
    LETTERS["registered"]("nl")
    mailed = received()
    assert mailed["Auto-Submitted"] == "auto-generated"
    assert mailed["X-Auto-Response-Suppress"] == "All"
    assert mailed["Message-ID"].endswith("@brusselshelps.demo>")
    assert mailed["Date"].endswith(("+0000", "-0000"))
    assert mailed.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(("address", "said"), [("questions@brusselshelps.demo", True), ("", False)])
def test_a_reply_reaches_the_platform_if_it_has_an_address(settings: Any, address: str, said: bool) -> None:
    settings.CONTACT_EMAIL = address
    LETTERS["registered"]("en")
    mailed = received()
    assert (mailed["Reply-To"] or "") == address
    assert ("reply to this e-mail" in text_of(mailed)) == said


def test_without_phone_and_address_no_call_is_asked_for(settings: Any) -> None:
    settings.CONTACT_PHONE = settings.CONTACT_EMAIL = ""
    LETTERS["registered"]("en")
    assert "question" not in text_of(received())


def test_a_request_on_behalf_is_told_to_the_person_as_such() -> None:
    LETTERS["request_on_behalf"]("en")
    text = text_of(received())
    assert "Somebody asked us to help you" in text
    assert "Do you not want this help? Then withdraw the request." in text
    assert "Jef" not in text


def test_what_is_withdrawn_stands_apart_from_what_still_stands() -> None:
    request_withdrawn("en")
    withdrawn, standing = text_of(received()).split("You are still asking for:")
    assert "- Have my dog walked" in withdrawn
    assert "- Receive a letter" in standing
    assert "closed" not in standing


def test_a_request_that_is_withdrawn_whole_is_closed() -> None:
    row = request("en")
    row.withdraw(by=None)
    confirm_withdrawal(request_id=row.pk)
    text = text_of(received())
    assert "Your help request is now closed" in text
    assert "You are still asking for" not in text


def test_a_volunteer_reads_how_long_the_pause_lasts() -> None:
    row = LETTERS["changed"]("en")
    with override("en"):
        day = date_format(row.paused_until)
    assert f"You are taking a break up to and including {day}." in text_of(received())
    LETTERS["registered"]("en")
    assert "break up to" not in text_of(received())


def test_one_letter_lists_what_was_asked_from_an_address_however_it_was_written() -> None:
    first = make_request(person=make_person(email="maria@example.org"))
    second = make_request(person=make_person(email="Maria@Example.org"))
    spam = make_request(person=make_person(email="maria@example.org"), set_aside_at=timezone.now())
    other = make_request()
    mail_request_links(person_id=first.person.pk)
    text = text_of(received())
    assert len(mail.outbox) == 1
    assert len(set(addresses_in(text))) == 2
    assert first.reference in text
    assert second.reference in text
    assert spam.reference not in text
    assert other.reference not in text


def test_an_address_from_which_nothing_is_asked_any_more_gets_no_letter() -> None:
    row = make_request(set_aside_at=timezone.now())
    mail_request_links(person_id=row.person.pk)
    assert mail.outbox == []


def test_the_same_link_is_mailed_again_while_it_is_fresh() -> None:
    row = make_request()
    confirm_request(request_id=row.pk)
    mail_request_links(person_id=row.person.pk)
    first, second = (addresses_in(letter.body) for letter in mail.outbox)
    assert first == second


@pytest.mark.parametrize(
    "name", ["", "Win at evil.example now", "http://evil.example", "call 0900 12345", "you@evil.example", "w" * 81]
)
def test_a_name_that_is_none_is_not_sent_on(name: str) -> None:
    confirm_request(request_id=make_request(person=make_person(name=name, contact_language="en")).pk)
    for part in (text_of(received()), words_of(html_of(received()))):
        assert "Hello," in part
        assert not name or name not in part


@pytest.mark.parametrize("name", ['O\'Neil & "Zoë" <b>', "J.P. De Smet", "محمد", "Anne-Marie d’Ursel 3"])
def test_a_name_is_written_as_it_is(name: str) -> None:
    confirm_request(request_id=make_request(person=make_person(name=name, contact_language="en")).pk)
    assert f"Dear {name}," in text_of(received())
    assert f"Dear {name}," in words_of(html_of(received()))
    assert "<b>" not in html_of(received())


@every_language
def test_a_letter_arrives_through_worker_and_server_as_it_was_written(post_office: PostOffice, language: str) -> None:
    row = request(language)
    confirm_request.defer(request_id=row.pk)
    work()
    [mailed] = post_office.received
    assert mailed["To"] == row.person.email
    assert mailed["Content-Language"] == language
    assert [part.get_content_type() for part in mailed.iter_parts()] == ["text/plain", "text/html"]
    assert NAME in text_of(mailed)
    assert addresses_in(text_of(mailed)) == re.findall(r'href="([^"]*)"', html_of(mailed))
