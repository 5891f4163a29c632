"""Two that look like one person: shown to who may see both, said to be one, and undone; the figures say so."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.people.models import PersonMerge
from reports.answer import as_data, as_of, figures
from tests.accounts.desk import REQUESTS, browser, messages, page_of, shown
from tests.builders import make_person, make_request, make_volunteer

pytestmark = pytest.mark.django_db


def asking(name: str = "Maria Peeters", **fields: Any) -> Any:
    return make_request(person=make_person(name=name, **fields))


def counted() -> tuple[int, int]:
    """Requests received, and the people who asked."""
    received = as_data(figures(as_of(timezone.localdate())), "nl")["requests"]["received"]
    return received["total"], received["people"]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"name": "Maria", "phone": "+3224000001"}, {"name": "Rosa", "phone": "+3224000001"}, "same phone number"),
        ({"name": "Maria", "email": "m@example.org"}, {"name": "R", "email": "M@example.org"}, "same e-mail address"),
        ({"name": "Maria Peeters"}, {"name": "maria peeters"}, "same name"),
    ],
)
def test_the_page_says_why_two_look_like_one(noor: User, one: Any, other: Any, why: str) -> None:
    first, second = asking(**one), asking(**other)
    page = shown(browser(noor).get(page_of(second)))
    assert "These look like the same person:" in page
    assert f"{first.reference} – Groceries ({why})" in page


def test_a_volunteer_who_also_asks_is_found(noor: User) -> None:
    request = asking(phone="+3224000001")
    jef = make_volunteer(person=make_person(phone="+3224000001", name="Jef"))
    assert f"{jef.reference} – volunteer (same phone number)" in shown(browser(noor).get(page_of(request)))


def test_strangers_and_who_was_forgotten_do_not_look_alike(noor: User) -> None:
    request = asking("Maria Peeters")
    asking("Rosa Peeters")
    asking("Maria Peeters").person.forget()
    make_request(person=make_person(name="Maria Peeters"), postcode="1170")
    assert "look like the same person" not in shown(browser(noor).get(page_of(request)))


def test_said_with_one_click_and_undone_and_the_figures_say_so(noor: User) -> None:
    first, second = asking(), asking()
    client = browser(noor)
    assert counted() == (2, 2)
    page = client.post(f"{REQUESTS}{second.pk}/same/{first.person_id}/", follow=True)
    assert messages(page) == ["These two count as one person now."]
    assert counted() == (2, 1)
    [merge] = PersonMerge.objects.all()
    assert (merge.kept, merge.merged, merge.by) == (first.person, second.person, noor)
    assert "noor said so on" in shown(page)
    assert "look like the same person" not in shown(page)
    page = client.post(f"{REQUESTS}{second.pk}/not-same/{merge.pk}/", follow=True)
    assert messages(page) == ["These two count as two persons again."]
    assert counted() == (2, 2)
    merge.refresh_from_db()
    assert merge.undone_by == noor


def test_three_become_one_in_any_order(noor: User) -> None:
    one, two, three = asking(), asking(), asking()
    client = browser(noor)
    client.post(f"{REQUESTS}{two.pk}/same/{three.person_id}/")
    client.post(f"{REQUESTS}{three.pk}/same/{one.person_id}/")
    assert counted() == (3, 1)
    page = client.post(f"{REQUESTS}{one.pk}/same/{two.person_id}/", follow=True)
    assert messages(page)[-1] == "These two are one person already."
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
    assert client.post(f"{REQUESTS}{ours.pk}/not-same/{merge.pk}/").status_code == 404
    assert client.post(f"{REQUESTS}{ours.pk}/same/{theirs.person_id}/").status_code == 404
    assert client.post(f"{REQUESTS}{theirs.pk}/same/{ours.person_id}/").status_code == 404
    assert PersonMerge.objects.standing().count() == 1


def test_the_page_asks_as_much_for_many_as_for_one(noor: User) -> None:
    request = asking(phone="+3224000001")
    client, numbers = browser(noor), set()
    for number in (1, 6):
        for _each in range(number):
            asking(phone="+3224000001")
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(request))
        numbers.add(len(asked))
    assert len(numbers) == 1
