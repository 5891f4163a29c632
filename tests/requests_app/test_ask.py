"""Maria asks for help."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Person, Submission
from brusselshelps.reference.models import Category, CategoryPolicy
from requests_app.models import HelpRequest, RequestItem

pytestmark = [pytest.mark.django_db, pytest.mark.sampled(2)]

KEY = "00000000-0000-4000-8000-000000000001"
ANSWERS = {
    "key": KEY,
    "categories": ["shopping", "dog"],
    "for_whom": "myself",
    "name": "Maria Peeters",
    "phone": "0470/12 34 56",
    "email": "maria@example.org",
    "postcode": "1020",
    "contact_language": "fr",
    "message": "I live on the second floor.",
}


def send(client: Client, language: str = "nl", **changes: Any) -> Any:
    return client.post(f"/{language}/help/", ANSWERS | changes)


def text_of(response: Any) -> str:
    return response.content.decode()


def test_asking_stores_one_request_with_its_items(client: Client) -> None:
    response = send(client)
    request = HelpRequest.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/nl/help/sent/{request.reference}/"
    assert request.person.phone == "+32470123456"
    assert request.person.phone_as_written == "0470/12 34 56"
    assert request.locality.postcode == "1020"
    assert request.channel == "web"
    assert request.holder is None
    assert request.handled_at is None
    assert {item.category.slug for item in request.items.all()} == {"shopping", "dog"}


def test_the_page_after_sending_shows_the_reference_and_nothing_else(client: Client) -> None:
    page = text_of(client.get(send(client)["Location"]))
    assert HelpRequest.objects.get().reference in page
    assert "Maria" not in page


def test_a_reference_with_a_wrong_check_character_leads_nowhere(client: Client) -> None:
    address = send(client)["Location"]
    wrong = re.sub(r".(?=/$)", lambda sign: "3" if sign[0] != "3" else "4", address)
    assert client.get(wrong).status_code == 404


def test_the_confirmation_is_queued_with_ids_only(client: Client) -> None:
    send(client)
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "requests_app.tasks.confirm_request"
    assert job.args == {"request_id": HelpRequest.objects.get().pk}


def test_without_an_address_no_mail_is_queued(client: Client) -> None:
    send(client, email="")
    assert not ProcrastinateJob.objects.exists()


def test_pressing_twice_gives_the_same_reference_and_one_request(client: Client) -> None:
    assert send(client)["Location"] == send(client)["Location"]
    assert HelpRequest.objects.count() == 1
    assert Person.objects.count() == 1
    assert ProcrastinateJob.objects.count() == 1


def test_sending_again_from_the_page_in_another_language_is_the_same_request(client: Client) -> None:
    first = send(client, "nl")["Location"]
    assert send(client, "fr")["Location"] == first.replace("/nl/", "/fr/")
    assert HelpRequest.objects.count() == 1


def test_the_same_answers_written_otherwise_are_the_same_request(client: Client) -> None:
    first = send(client)["Location"]
    again = send(client, name=" Maria Peeters ", categories=["dog", "shopping", "dog"], postcode="B-1020")
    assert again["Location"] == first


def test_other_content_under_the_same_key_is_asked_about_and_nothing_is_lost(client: Client) -> None:
    send(client)
    page = send(client, message="Another thing.")
    assert page.status_code == 200
    assert HelpRequest.objects.get().reference in text_of(page)
    assert "Another thing." in text_of(page)
    assert HelpRequest.objects.count() == 1
    new_key = page.context["form"].data["key"]
    assert new_key != KEY
    assert send(client, message="Another thing.", key=new_key).status_code == 302
    assert HelpRequest.objects.count() == 2


@pytest.mark.parametrize("key", ["", "nonsense", "\0", "0" * 10_000])
def test_a_key_that_was_tampered_with_does_no_harm(client: Client, key: str) -> None:
    response = send(client, key=key)
    assert response.status_code in (200, 302)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("categories", []),
        ("categories", ["masks"]),
        ("categories", ["nonsense"]),
        ("for_whom", ""),
        ("name", ""),
        ("name", "\u200b\u200b"),
        ("name", "x" * 201),
        ("name", "a\0b"),
        ("email", "maria"),
        ("phone", "no figures"),
        ("postcode", ""),
        ("postcode", "9000"),
        ("postcode", "Laken"),
        ("contact_language", "de"),
        ("message", "x" * 4001),
    ],
)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_mistake_has_its_own_sentence_and_keeps_what_was_typed(
    client: Client, language: str, field: str, value: Any
) -> None:
    page = send(client, language, **{field: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    sentence = page.context["form"].errors[field][0]
    assert sentence.endswith(".")
    assert text_of(page).count(f'href="#id_{field}') == 1
    assert f'id="id_{field}_error"' in text_of(page)
    assert "maria@example.org" in text_of(page) or field == "email"
    assert not Submission.objects.exists()


def test_somebody_who_can_be_reached_by_neither_is_asked_for_one(client: Client) -> None:
    page = send(client, phone="", email="")
    assert list(page.context["form"].errors) == ["phone"]


def test_a_number_that_cannot_be_read_is_taken_as_it_is(client: Client) -> None:
    send(client, phone="12 (ring twice)", email="")
    person = Person.objects.get()
    assert person.phone == ""
    assert person.phone_as_written == "12 (ring twice)"


def test_the_postcode_is_told_back_as_the_locality(client: Client) -> None:
    page = text_of(send(client, "fr", name="", postcode="B 10.20"))
    assert re.search(r"1020[^<]+Laeken", page)


def test_asking_for_somebody_else_needs_who_asks_and_their_consent(client: Client) -> None:
    page = send(client, for_whom="somebody_else")
    assert set(page.context["form"].errors) == {
        "on_behalf_name",
        "on_behalf_phone",
        "on_behalf_relation",
        "on_behalf_agreed",
    }
    send(
        client,
        for_whom="somebody_else",
        on_behalf_name="Ria",
        on_behalf_phone="0470 00 00 00",
        on_behalf_relation="neighbour",
        on_behalf_agreed="on",
    )
    request = HelpRequest.objects.get()
    assert (request.on_behalf_name, request.on_behalf_relation, request.on_behalf_agreed) == ("Ria", "neighbour", True)


def test_what_was_typed_for_somebody_else_is_left_out_when_asking_for_oneself(client: Client) -> None:
    send(client, on_behalf_name="Ria", on_behalf_relation="nonsense")
    assert HelpRequest.objects.get().on_behalf_name == ""


def test_switching_language_keeps_everything_and_looks_at_nothing(client: Client) -> None:
    typed = ANSWERS | {"postcode": "nowhere", "name": "", "switch": "fr"}
    page = client.post("/fr/help/", typed)
    assert page.status_code == 200
    assert not page.context["form"].errors
    for text in (KEY, 'value="nowhere"', "I live on the second floor.", "0470/12 34 56"):
        assert text in text_of(page)
    assert len(re.findall(r"<input[^>]* checked", text_of(page))) == 4
    assert not Submission.objects.exists()


def test_a_closed_category_is_not_offered(client: Client) -> None:
    CategoryPolicy.objects.filter(category__slug="dog").update(registration="closed")
    assert 'value="dog"' not in text_of(client.get("/nl/help/"))
    assert list(send(client).context["form"].errors) == ["categories"]


def test_a_renamed_category_is_shown_at_once(client: Client) -> None:
    Category.objects.filter(slug="dog").update(ask_fr="Promener Rex")
    assert "Promener Rex" in text_of(client.get("/fr/help/"))


def test_no_public_page_opens_a_session_or_asks_the_database_much(
    client: Client, django_assert_max_num_queries
) -> None:
    for page in ("/nl/", "/nl/help/", "/nl/volunteer/", "/nl/volunteer/information/"):
        with django_assert_max_num_queries(1):
            response = client.get(page)
        assert "sessionid" not in response.cookies


def test_a_form_without_its_token_gets_a_page_that_helps() -> None:
    response = Client(enforce_csrf_checks=True).post("/fr/help/", ANSWERS)
    assert response.status_code == 403
    assert not HelpRequest.objects.exists()


class SentAtTheSameTimeTests(TransactionTestCase):
    """Uses real transactions: an impatient visitor or a slow connection may send a form several times."""

    serialized_rollback = False

    def test_eight_presses_at_once_store_one_request(self) -> None:
        with ThreadPoolExecutor(8) as fingers:
            addresses = set(fingers.map(lambda _finger: self.press(), range(8)))
        assert len(addresses) == 1
        assert HelpRequest.objects.count() == 1
        assert RequestItem.objects.count() == 2
        assert Person.objects.count() == 1
        assert ProcrastinateJob.objects.count() == 1

    def press(self) -> str:
        try:
            return send(Client())["Location"]
        finally:
            connection.close()
