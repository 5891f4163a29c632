"""Maria opens the link from her e-mail: she sees how her request is going, adds a note, withdraws."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Link
from requests_app.models import HelpRequest, Match, Note
from requests_app.self_service import ACCEPTED_TEXT, STATE_TEXTS
from requests_app.states import State
from tests.builders import make_person, make_request, make_volunteer, path_of
from tests.desk.desk_client import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_maria() -> HelpRequest:
    return make_request("dog", "phone", "letter", message="Second floor.")


@pytest.fixture
def path(request_of_maria: HelpRequest) -> str:
    return path_of(request_of_maria)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def states(request: HelpRequest) -> dict[str, str]:
    return dict(request.items.values_list("category__slug", "state"))


def withdraw_path(path: str, request: HelpRequest, slug: str = "") -> str:
    part = f"{path}{request.reference}/withdraw/"
    return f"{part}{request.items.get(category__slug=slug).pk}/" if slug else part


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_state_is_told_in_plain_words(client: Client, language: str) -> None:
    request = make_request("dog", "phone", "letter", "shopping", "pharmacy", "video")
    items = {item.category.slug: item for item in request.items.all()}
    items["phone"].leave_unmet(by=None)
    items["letter"].refer(by=None)
    items["shopping"].withdraw(by=None)
    Match.propose(items["pharmacy"], make_volunteer("pharmacy"), by=None)
    accepted = Match.propose(items["video"], make_volunteer("video"), by=None)
    accepted.accept()
    page = text_of(client.get(path_of(request, language)))
    with override(language):
        told = [
            STATE_TEXTS[state] for state in (State.OPEN, State.UNMET, State.REFERRED, State.WITHDRAWN, State.MATCHED)
        ]
        for words in (*told, ACCEPTED_TEXT):
            assert str(words).replace("'", "&#x27;") in page


def test_a_word_that_is_added_reaches_the_back_office_once(client: Client, path: str) -> None:
    for _press in range(2):
        answer = client.post(path, {"text": "Ring twice,\r\nI am slow."})
        assert answer.status_code == 302
    assert Note.objects.get().text == "Ring twice,\nI am slow."
    assert "Ring twice" in text_of(client.get(path))


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "a\0b", "x" * 2001])
def test_a_word_that_cannot_be_kept_gets_a_sentence_and_stays(client: Client, path: str, text: str) -> None:
    page = client.post(path, {"text": text})
    assert list(page.context["form"].errors) == ["text"]
    assert not Note.objects.exists()


def test_switching_language_keeps_the_word(client: Client, request_of_maria: HelpRequest) -> None:
    there = path_of(request_of_maria, "fr")
    assert "Ring twice" in text_of(client.post(there, {"text": "Ring twice", "switch": "fr"}))
    assert not Note.objects.exists()


def test_one_item_is_withdrawn_and_the_others_stay(client: Client, request_of_maria: HelpRequest, path: str) -> None:
    there = withdraw_path(path, request_of_maria, "dog")
    assert client.get(there).status_code == 200
    assert set(states(request_of_maria).values()) == {"open"}
    client.post(there)
    assert states(request_of_maria) == {"dog": "withdrawn", "phone": "open", "letter": "open"}
    assert request_of_maria.items.get(category__slug="dog").changes.count() == 1
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["requests_app.tasks.confirm_withdrawal"]


def test_all_that_waits_is_withdrawn_and_what_was_answered_stays(
    client: Client, request_of_maria: HelpRequest, path: str
) -> None:
    request_of_maria.items.get(category__slug="letter").leave_unmet(by=None)
    client.post(withdraw_path(path, request_of_maria))
    assert states(request_of_maria) == {"dog": "withdrawn", "phone": "withdrawn", "letter": "unmet"}


def test_a_volunteer_who_was_asked_is_no_longer_needed(
    client: Client, request_of_maria: HelpRequest, path: str
) -> None:
    match = Match.propose(request_of_maria.items.get(category__slug="dog"), make_volunteer("dog"), by=None)
    client.post(withdraw_path(path, request_of_maria, "dog"))
    match.refresh_from_db()
    assert match.cancelled_at


def test_withdrawing_twice_says_how_it_stands(client: Client, request_of_maria: HelpRequest, path: str) -> None:
    there = withdraw_path(path, request_of_maria, "dog")
    client.post(there)
    answer = client.post(there, follow=True)
    assert answer.status_code == 200
    assert client.get(there).status_code == 302
    assert request_of_maria.items.get(category__slug="dog").changes.count() == 1


def test_nobody_elses_request_can_be_withdrawn(client: Client, path: str) -> None:
    other = make_request("dog")
    for there in (withdraw_path(path, other), withdraw_path(path, other, "dog")):
        assert client.get(there).status_code == 404
        assert client.post(there).status_code == 404
    mine = HelpRequest.objects.exclude(pk=other.pk).get()
    foreign = f"{path}{mine.reference}/withdraw/{other.items.get().pk}/"
    assert client.post(foreign).status_code == 404
    assert states(other) == {"dog": "open"}


def test_all_that_one_person_asked_stands_on_the_page_and_nothing_of_others(client: Client) -> None:
    maria = make_person()
    mine = [make_request("dog", person=maria), make_request("phone", person=maria)]
    other = make_request("letter")
    page = text_of(client.get(path_of(mine[0])))
    assert all(request.reference in page for request in mine)
    assert other.reference not in page


def test_a_request_that_was_set_aside_is_closed_and_cannot_be_withdrawn(
    client: Client, request_of_maria: HelpRequest, path: str
) -> None:
    request_of_maria.set_aside("a test")
    assert "withdraw/" not in text_of(client.get(path))
    assert client.get(withdraw_path(path, request_of_maria)).status_code == 302


def test_only_the_browser_that_sent_may_print_the_link(client: Client) -> None:
    answers = {"categories": "dog", "for_whom": "myself", "name": "Maria", "phone": "0470 12 34 56"}
    answer = client.post("/nl/help/", answers | {"postcode": "1000", "contact_language": "nl"})
    token = Link.objects.all()
    page = text_of(client.get(answer["Location"]))
    assert token.get().token in page
    assert token.get().token in text_of(client.get(answer["Location"].replace("/nl/", "/fr/")))
    assert token.get().token not in text_of(Client().get(answer["Location"]))
    other = make_request()
    assert Link.objects.get().path not in text_of(client.get(f"/nl/help/sent/{other.reference}/"))
    assert Link.objects.count() == 1


def test_a_made_up_cookie_prints_no_link() -> None:
    request = make_request()
    stranger = Client()
    stranger.cookies["sent"] = request.reference
    stranger.get(f"/nl/help/sent/{request.reference}/")
    assert not Link.objects.exists()


def test_what_is_all_withdrawn_is_no_longer_new_at_the_desk(client: Client, request_of_maria: HelpRequest) -> None:
    assert HelpRequest.objects.intake().count() == 1
    client.post(withdraw_path(path_of(request_of_maria), request_of_maria))
    assert HelpRequest.objects.intake().count() == 0


def test_only_the_office_that_took_it_on_can_read_what_is_added(client: Client, noor: User) -> None:
    row = make_request()
    own = path_of(row).replace("/nl/", "/en/")
    assert "The back offices of VGC and COCOF can read it, and nobody else." in shown(client.get(own))
    row.take_on(by=noor)
    said = shown(client.get(own))
    assert f"Only this back office can read it: {row.holder.name_en}." in said
    assert "COCOF can read it" not in said
