"""An signs up for a call, or for a kind of help, without registering."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from brusselshelps.people.models import Person, Submission
from brusselshelps.reference.models import CategoryPolicy
from reports.figures import as_data, as_of, figures
from tests.builders import make_call
from volunteers.models import SignUp, Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.sampled(2)]

ANSWERS = {
    "key": "00000000-0000-4000-8000-000000000004",
    "name": "An Claes",
    "email": "an@example.org",
    "phone": "",
    "headcount": "12",
    "contact_language": "nl",
    "adult": "on",
}
CALL, DRAWING = "volunteer/calls/packs", "volunteer/sign-up/drawing"


def send(client: Client, language: str = "nl", to: str = CALL, **changes: str) -> Any:
    return client.post(f"/{language}/{to}/", ANSWERS | changes)


def text_of(response: Any) -> str:
    return response.content.decode()


def policy(registration: str) -> None:
    CategoryPolicy.objects.filter(category__slug="drawing").update(registration=registration)


def counted() -> dict[str, Any]:
    return as_data(figures(as_of(timezone.localdate())), "nl")["sign_ups"]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("nl", "Pakketten inpakken", "Op zaterdag in Jette."),
        ("fr", "Préparer des paquets", "Samedi à Jette."),
        ("en", "Pack parcels", "On Saturday in Jette."),
    ],
)
def test_a_call_speaks_the_language_of_the_page(client: Client, language: str, title: str, text: str) -> None:
    make_call()
    page = text_of(client.get(f"/{language}/{CALL}/"))
    assert f"<h1>{title}</h1>" in page
    assert text in page
    for code in {"nl", "fr", "en"}:
        assert f'formaction="/{code}/{CALL}/"' in page


def test_signing_up_for_a_call_is_stored_and_counted(client: Client) -> None:
    call = make_call()
    response = send(client)
    sign_up = SignUp.objects.get()
    assert response["Location"] == f"/nl/volunteer/sign-up/sent/{sign_up.reference}/"
    assert (sign_up.call, sign_up.category, sign_up.headcount, sign_up.attended_at) == (call, None, 12, None)
    assert sign_up.person
    assert (sign_up.person.name, sign_up.person.email) == ("An Claes", "an@example.org")
    assert not Volunteer.objects.exists()
    assert counted()["by_call"] == {"packs": 1}


def test_signing_up_for_a_category_is_stored_and_counted(client: Client) -> None:
    policy("sign_up")
    assert "<h1>Tekeningen maken</h1>" in text_of(client.get(f"/nl/{DRAWING}/"))
    send(client, to=DRAWING)
    sign_up = SignUp.objects.get()
    assert sign_up.category
    assert (sign_up.category.slug, sign_up.call) == ("drawing", None)
    assert counted()["by_category"]["drawing"] == 1


def test_one_person_comes_unless_somebody_says_more(client: Client) -> None:
    make_call()
    assert 'name="headcount" value="1"' in text_of(client.get(f"/nl/{CALL}/"))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_page_after_signing_up_shows_the_reference_and_nothing_personal(client: Client, language: str) -> None:
    make_call()
    page = text_of(client.get(send(client, language)["Location"]))
    assert str(SignUp.objects.get().reference) in page
    for words in ("Claes", "Pack", "Pakket", "paquet"):
        assert words not in page


def test_the_confirmation_is_queued_with_ids_only(client: Client) -> None:
    make_call()
    send(client)
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "volunteers.tasks.confirm_sign_up"
    assert job.args == {"sign_up_id": SignUp.objects.get().pk}


def test_without_an_address_no_mail_is_queued(client: Client) -> None:
    make_call()
    send(client, email="", phone="0470 12 34 56")
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\0b"),
        ("email", "an@"),
        ("phone", "no figures"),
        ("headcount", ""),
        ("headcount", "0"),
        ("headcount", "501"),
        ("headcount", "a dozen"),
        ("headcount", "1\0"),
        ("contact_language", ""),
        ("adult", ""),
    ],
)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_mistake_has_its_own_sentence(client: Client, language: str, field: str, value: str) -> None:
    make_call()
    page = send(client, language, **{"phone": "02 000 00 00", field: value})
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"].errors[field][0].endswith(".")
    assert f'id="id_{field}_error"' in text_of(page)
    assert not Submission.objects.exists()


def test_neither_phone_nor_mail_is_one_too_few(client: Client) -> None:
    make_call()
    assert list(send(client, email="").context["form"].errors) == ["phone"]


def test_pressing_twice_gives_the_same_reference_and_one_sign_up(client: Client) -> None:
    make_call()
    assert send(client)["Location"] == send(client)["Location"]
    assert SignUp.objects.count() == Person.objects.count() == ProcrastinateJob.objects.count() == 1


def test_the_same_answers_for_another_call_are_asked_about(client: Client) -> None:
    make_call()
    make_call("letters")
    send(client)
    page = send(client, to="volunteer/calls/letters")
    assert str(SignUp.objects.get().reference) in text_of(page)
    assert send(client, to="volunteer/calls/letters", key=page.context["form"].data["key"]).status_code == 302
    assert SignUp.objects.count() == 2


def test_switching_language_keeps_everything_and_looks_at_nothing(client: Client) -> None:
    make_call()
    page = send(client, "fr", headcount="a dozen", name="", switch="fr")
    assert not page.context["form"].errors
    for text in ('value="a dozen"', 'value="an@example.org"', ANSWERS["key"]):
        assert text in text_of(page)
    assert not Submission.objects.exists()


class TestNoLonger:
    """A call that is over or was never published collects no data."""

    @pytest.mark.today
    @pytest.mark.parametrize(("language", "title"), [("nl", "Pakketten"), ("fr", "paquets"), ("en", "parcels")])
    def test_a_call_that_is_over_says_so_and_leads_to_registering(
        self, client: Client, language: str, title: str
    ) -> None:
        make_call(open_until=timezone.localdate() - dt.timedelta(days=1))
        for page in (client.get(f"/{language}/{CALL}/"), send(client, language)):
            assert page.status_code == 410
            assert title in text_of(page)
            assert f'href="/{language}/volunteer/"' in text_of(page)
        assert not Submission.objects.exists()

    @pytest.mark.today
    def test_a_call_is_open_on_its_last_day(self, client: Client) -> None:
        make_call(open_until=timezone.localdate())
        assert send(client).status_code == 302

    @pytest.mark.today
    def test_a_call_that_never_stood_on_the_website_or_does_not_exist_is_not_there(self, client: Client) -> None:
        make_call(open_until=None)
        make_call("later", launched_at=timezone.now() + dt.timedelta(days=1))
        for slug in ("packs", "later", "nothing"):
            assert client.get(f"/nl/volunteer/calls/{slug}/").status_code == 404
            assert send(client, to=f"volunteer/calls/{slug}").status_code == 404

    def test_a_category_with_registration_leads_to_registering(self, client: Client) -> None:
        assert client.get(f"/fr/{DRAWING}/")["Location"] == "/fr/volunteer/"
        assert send(client, to=DRAWING)["Location"] == "/nl/volunteer/"
        assert not Submission.objects.exists()

    @pytest.mark.parametrize("registration", ["closed", "personal_contact"])
    def test_a_category_that_is_closed_or_asks_personal_contact_gives_the_phone_number(
        self, client: Client, registration: str
    ) -> None:
        policy(registration)
        for page in (client.get(f"/nl/{DRAWING}/"), send(client, to=DRAWING)):
            assert "<h1>Tekeningen maken</h1>" in text_of(page)
            assert 'href="tel:020000000"' in text_of(page)
            assert "<form" not in text_of(page)
        assert not Submission.objects.exists()

    def test_a_category_without_policy_today_is_closed(self, client: Client) -> None:
        CategoryPolicy.objects.filter(category__slug="drawing").delete()
        assert "<form" not in text_of(client.get(f"/nl/{DRAWING}/"))
        assert client.get("/nl/volunteer/sign-up/nothing/").status_code == 404


class SentAtTheSameTimeTests(TransactionTestCase):
    def test_eight_presses_at_once_store_one_sign_up(self) -> None:
        make_call()
        with ThreadPoolExecutor(8) as fingers:
            addresses = set(fingers.map(lambda _finger: self.press(), range(8)))
        assert len(addresses) == 1
        assert SignUp.objects.count() == Person.objects.count() == ProcrastinateJob.objects.count() == 1

    def press(self) -> str:
        try:
            return send(Client())["Location"]
        finally:
            connection.close()
