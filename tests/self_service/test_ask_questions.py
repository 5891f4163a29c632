"""The additional questions of the ask form: one per category, urgency, a day, languages, a street."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from brusselshelps.reference.models import Category, CategoryPolicy
from requests_app.models import HelpRequest
from tests.self_service.test_honeypot import ANSWERS

pytestmark = pytest.mark.django_db


def ask(client: Client, language: str = "nl", **changes: Any) -> Any:
    return client.post(f"/{language}/help/", ANSWERS | changes)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_category_with_a_question_asks_it_in_the_language_of_the_page(client: Client, language: str) -> None:
    page = client.get(f"/{language}/help/").content.decode()
    questions = Category.objects.exclude(question_nl=None).exclude(question_nl="")
    assert questions.count() == 6
    for category in questions:
        question = getattr(category, f"question_{language}").replace("'", "&#x27;")
        assert question in page
        assert f'name="answer_{category.slug}"' in page


def test_the_answer_stands_with_its_item_and_only_for_what_was_chosen(client: Client) -> None:
    ask(client, categories=["dog", "letter"], answer_dog="Small and calm", answer_shopping="Bread")
    answers = dict(HelpRequest.objects.get().items.values_list("category__slug", "answer"))
    assert answers == {"dog": "Small and calm", "letter": ""}


def test_an_answer_that_is_too_long_is_a_mistake_only_where_it_is_needed(client: Client) -> None:
    long = "x" * 301
    assert list(ask(client, answer_dog=long).context["form"].errors) == ["answer_dog"]
    assert ask(client, answer_shopping=long).status_code == 302


def test_the_same_request_with_another_answer_is_another_one(client: Client) -> None:
    key = {"key": "00000000-0000-4000-8000-000000000009"}
    ask(client, **key, answer_dog="Small")
    assert ask(client, **key, answer_dog="Large").context["sent_before"]


@pytest.mark.today
def test_urgency_day_languages_and_street_are_kept(client: Client) -> None:
    day = timezone.localdate() + dt.timedelta(days=3)
    ask(client, urgency="today", by_when=f"{day:%d-%m-%Y}", languages=["ar", "tr"], street=" Nieuwstraat  1 ")
    request = HelpRequest.objects.get()
    assert (request.urgency, request.by_when) == ("today", day)
    assert (request.person.languages, request.person.street) == (["ar", "tr"], "Nieuwstraat 1")


def test_none_of_it_has_to_be_filled_in(client: Client) -> None:
    assert ask(client).status_code == 302


def test_wrong_choices_get_a_sentence(client: Client) -> None:
    page = ask(client, urgency="never", by_when="yesterday", languages=["xx"])
    assert set(page.context["form"].errors) == {"urgency", "by_when", "languages"}


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_category_that_is_closed_is_named_with_what_to_do_instead(client: Client, language: str) -> None:
    CategoryPolicy.objects.filter(category__slug="dog").update(registration="closed")
    page = client.get(f"/{language}/help/").content.decode()
    dog = Category.objects.get(slug="dog")
    assert getattr(dog, f"ask_{language}") in page
    assert 'value="dog"' not in page
    assert "02 000 00 00" in page


@pytest.mark.parametrize("policy", ["sign_up", "personal_contact"])
def test_the_registration_says_what_needs_none(client: Client, policy: str) -> None:
    CategoryPolicy.objects.filter(category__slug="drawing").update(registration=policy)
    page = client.get("/nl/volunteer/").content.decode()
    assert "Tekeningen maken" in page
    assert 'value="drawing"' not in page
    assert ("/nl/volunteer/sign-up/drawing/" in page) == (policy == "sign_up")


HIS_MOTHER = {
    "for_whom": "somebody_else",
    "on_behalf_name": "Ria",
    "on_behalf_phone": "0470 00 00 01",
    "on_behalf_relation": "family",
    "on_behalf_agreed": "on",
}


def test_who_asks_for_somebody_without_phone_or_mail_is_called_instead(client: Client) -> None:
    assert ask(client, **HIS_MOTHER, phone="", email="").status_code == 302
    assert HelpRequest.objects.get().person.phone == "+32470000001"


def test_who_has_a_mailbox_of_their_own_keeps_their_own_way_to_be_reached(client: Client) -> None:
    ask(client, **HIS_MOTHER, phone="", email="mother@example.org")
    assert HelpRequest.objects.get().person.phone == ""


def test_without_a_number_of_anybody_it_is_asked_for(client: Client) -> None:
    page = ask(client, **HIS_MOTHER | {"on_behalf_phone": "none"}, phone="", email="")
    assert "phone" in page.context["form"].errors


def test_a_form_drawn_anew_after_going_back_is_no_second_request(client: Client) -> None:
    first = ask(client, key="00000000-0000-4000-8000-000000000011")
    again = ask(client, key="00000000-0000-4000-8000-000000000012")
    assert again["Location"] == first["Location"]
    assert HelpRequest.objects.count() == 1
    other = ask(client, key="00000000-0000-4000-8000-000000000013", message="And something else.")
    assert other["Location"] != first["Location"]
    assert ask(Client(), key="00000000-0000-4000-8000-000000000014")["Location"] != first["Location"]
    assert HelpRequest.objects.count() == 3
