"""Records that look like one person: shown to those who may see both, merged and unmerged; the figures follow."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.accounts.models import User
from brusselshelps.people.models import PersonMerge
from brusselshelps.templatetags.dates import day
from reports.figures import as_data, as_of, figures
from tests.builders import make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, messages, page_of, shown

pytestmark = pytest.mark.django_db

SAME = f"{REQUESTS}same/"
PHONE = "same phone number"


def asking(name: str = "Maria Peeters", **fields: Any) -> Any:
    return make_request(person=make_person(name=name, **fields))


def today() -> str:
    with override("en"):
        return day(timezone.localdate())


def counted() -> tuple[int, int]:
    """The number of requests received, and of people who asked."""
    received = as_data(figures(as_of(timezone.localdate())), "nl")["requests"]["received"]
    return received["total"], received["people"]


def registered() -> int:
    """The number of people who registered as a volunteer."""
    found: int = as_data(figures(as_of(timezone.localdate())), "nl")["volunteers"]["registered"]
    return found


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"name": "Maria", "phone": "+3224000001"}, {"name": "Rosa", "phone": "+3224000001"}, PHONE),
        ({"name": "Maria", "email": "m@example.org"}, {"name": "R", "email": "M@example.org"}, "same e-mail address"),
        ({"name": "Zoë Peeters"}, {"name": "zoe PEETERS"}, "same name"),
        (
            {"name": "M", "phone_as_written": "02/400.00.01 (Ria)"},
            {"name": "R", "phone_as_written": "Bel 024 0000 01"},
            PHONE,
        ),
    ],
)
def test_the_page_says_why_two_look_like_one(noor: User, one: Any, other: Any, why: str) -> None:
    first, second = asking(**one), asking(**other)
    page = shown(browser(noor).get(page_of(second)))
    assert "These look like the same person:" in page
    assert f"{first.reference} – Groceries, {today()}, open ({why})" in page


def test_a_volunteer_who_also_asks_is_found(noor: User) -> None:
    request = asking(phone="+3224000001")
    jef = make_volunteer(person=make_person(phone="+3224000001", name="Jef"))
    assert f"{jef.reference} – volunteer, {today()} (same phone number)" in shown(browser(noor).get(page_of(request)))


def test_strangers_and_who_was_erased_do_not_look_alike(noor: User) -> None:
    request = asking("Maria Peeters")
    asking("Rosa Peeters")
    asking("Maria Peeters").person.erase()
    make_request(person=make_person(name="Maria Peeters"), postcode="1170")
    assert "look like the same person" not in shown(browser(noor).get(page_of(request)))


def test_said_with_one_click_and_undone_and_the_figures_say_so(noor: User) -> None:
    first, second = asking(), asking()
    client = browser(noor)
    assert counted() == (2, 2)
    page = client.post(f"{SAME}request/{second.pk}/{first.person_id}/", follow=True)
    assert messages(page) == ["These two now count as one person."]
    assert counted() == (2, 1)
    [merge] = PersonMerge.objects.all()
    assert (merge.kept, merge.merged, merge.by) == (first.person, second.person, noor)
    assert f"{first.reference} – {second.reference} noor said so on {today()}," in shown(page)
    assert "look like the same person" not in shown(page)
    page = client.post(f"{SAME}request/{second.pk}/undo/{merge.pk}/", follow=True)
    assert messages(page) == ["These two count as two people again."]
    assert counted() == (2, 2)
    merge.refresh_from_db()
    assert merge.undone_by == noor


def test_what_was_set_aside_is_marked(noor: User) -> None:
    request, spam = asking(), asking()
    spam.set_aside("spam")
    page = shown(browser(noor).get(page_of(request)))
    assert f"{spam.reference} – Groceries, {today()}, set aside (same name)" in page


def test_who_registered_twice_is_one_volunteer_until_it_is_undone(noor: User) -> None:
    once, twice = (make_volunteer(person=make_person(phone="+3224000001")) for _each in range(2))
    client = browser(noor)
    assert f"{once.reference} – volunteer, {today()} ({PHONE}, same name)" in shown(client.get(page_of(twice)))
    page = client.post(f"{SAME}volunteer/{twice.pk}/{once.person_id}/", follow=True)
    assert page.redirect_chain == [(page_of(twice), 302)]
    assert messages(page) == ["These two now count as one person."]
    assert registered() == 1
    page = client.post(f"{SAME}volunteer/{twice.pk}/undo/{PersonMerge.objects.get().pk}/", follow=True)
    assert messages(page) == ["These two count as two people again."]
    assert registered() == 2


def test_the_page_of_a_volunteer_shows_what_they_asked_and_nothing_of_the_other_office(noor: User, karim: User) -> None:
    jef = make_volunteer(person=make_person(phone="+3224000001"))
    ours, theirs = asking("Jef", phone="+3224000001"), asking("Jef", phone="+3224000001")
    theirs.take_on(karim)
    page = shown(browser(noor).get(page_of(jef)))
    assert f"{ours.reference} – Groceries, {today()}, open ({PHONE})" in page
    assert theirs.reference not in page
    assert browser(noor).post(f"{SAME}volunteer/{jef.pk}/{theirs.person_id}/").status_code == 404


def test_a_slip_is_undone_by_who_made_it_also_when_it_joined_what_they_do_not_see(noor: User, karim: User) -> None:
    theirs, met, ours = asking(), asking(), asking()
    PersonMerge.say_same(theirs.person, met.person, by=karim)
    theirs.take_on(karim)
    client = browser(noor)
    page = client.post(f"{SAME}request/{ours.pk}/{met.person_id}/", follow=True)
    assert theirs.reference not in shown(page)
    assert "karim" not in shown(page)
    merge = PersonMerge.objects.get(by=noor)
    page = client.post(f"{SAME}request/{ours.pk}/undo/{merge.pk}/", follow=True)
    assert messages(page) == ["These two count as two people again."]
    assert counted() == (3, 2)


def test_only_staff_of_a_back_office_say_so_and_with_a_button(noor: User, lies: User) -> None:
    one, two = asking(), asking()
    address = f"{SAME}request/{two.pk}/{one.person_id}/"
    assert browser(noor).get(address).status_code == 405
    assert browser(noor).post(f"{SAME}nonsense/{two.pk}/{one.person_id}/").status_code == 404
    assert browser(lies).post(address).status_code in (403, 404)
    assert not PersonMerge.objects.exists()


def test_three_become_one_in_any_order(noor: User) -> None:
    one, two, three = asking(), asking(), asking()
    client = browser(noor)
    client.post(f"{SAME}request/{two.pk}/{three.person_id}/")
    client.post(f"{SAME}request/{three.pk}/{one.person_id}/")
    assert counted() == (3, 1)
    page = client.post(f"{SAME}request/{one.pk}/{two.person_id}/", follow=True)
    assert messages(page)[-1] == "These two are already one person."
    assert counted() == (3, 1)


def test_nothing_of_the_other_office_is_shown_merged_or_undone(noor: User, karim: User) -> None:
    ours, theirs = asking(phone="+3224000001"), asking(phone="+3224000001")
    ours.take_on(noor)
    client = browser(noor)
    merge = PersonMerge.say_same(theirs.person, ours.person, by=karim)
    theirs.take_on(karim)
    page = shown(client.get(page_of(ours)))
    assert theirs.reference not in page
    assert "karim" not in page
    assert client.post(f"{SAME}request/{ours.pk}/undo/{merge.pk}/").status_code == 404
    assert client.post(f"{SAME}request/{ours.pk}/{theirs.person_id}/").status_code == 404
    assert client.post(f"{SAME}request/{theirs.pk}/{ours.person_id}/").status_code == 404
    assert PersonMerge.objects.standing().count() == 1


def test_the_page_asks_as_much_for_many_as_for_one(noor: User) -> None:
    request = asking(phone="+3224000001")
    client, numbers = browser(noor), set()
    client.get(page_of(request))  # Django caches some data on the first page
    for number in (1, 6):
        for _each in range(number):
            asking(phone="+3224000001")
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(request))
        numbers.add(len(asked))
    assert len(numbers) == 1
