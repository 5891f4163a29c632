"""Sign-ups and calls at the desk: both back offices see who signed up and record who came; their leads write calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Category
from reports.figures import Figures, as_of, figures
from tests.builders import make_call, make_person, make_sign_up
from tests.desk.desk_client import ROLE_QUERIES, browser, messages, page_of, shown
from volunteers.models import Call, SignUp

SIGN_UPS = "/admin/volunteers/signup/"
CALLS = "/admin/volunteers/call/"


def rows(page: Any) -> list[int]:
    return [row.pk for row in page.context["cl"].result_list]


def attend(client: Any, sign_up: SignUp) -> Any:
    return client.post(f"{SIGN_UPS}{sign_up.pk}/attend/", follow=True)


def test_both_back_offices_see_every_sign_up_without_its_name(noor: User, samira: User) -> None:
    sign_up = make_sign_up(headcount=12)
    drawing = make_sign_up(category=Category.objects.get(slug="drawing"))
    for user in (noor, samira):
        page = browser(user).get(SIGN_UPS)
        assert rows(page) == [drawing.pk, sign_up.pk]
        for words in ("Pack parcels", "Drawings", "A.C.", "12"):
            assert words in shown(page)
        assert "Claes" not in shown(page)
        assert "An Claes" in shown(browser(user).get(page_of(sign_up)))


def test_the_filters_narrow_the_list(noor: User) -> None:
    came = make_sign_up(call=make_call("packs"))
    other = make_sign_up(call=make_call("letters"))
    drawing = make_sign_up(category=Category.objects.get(slug="drawing"))
    came.attend(by=noor)
    client = browser(noor)
    assert rows(client.get(f"{SIGN_UPS}?attended=yes")) == [came.pk]
    assert rows(client.get(f"{SIGN_UPS}?attended=no")) == [drawing.pk, other.pk]
    assert rows(client.get(f"{SIGN_UPS}?call=letters")) == [other.pk]
    assert rows(client.get(f"{SIGN_UPS}?category=drawing")) == [drawing.pk]
    assert rows(client.get(SIGN_UPS, {"q": other.reference})) == [other.pk]


def test_one_button_says_that_they_came_and_then_it_is_gone(karim: User) -> None:
    sign_up = make_sign_up()
    client = browser(karim)
    assert "Record attendance" in shown(client.get(page_of(sign_up)))
    page = attend(client, sign_up)
    assert messages(page) == ["Attendance has been recorded."]
    assert "Record attendance" not in shown(page)
    assert messages(attend(client, sign_up)) == ["Attendance has already been recorded."]


def counted(recorded_until: dt.datetime | None = None) -> Figures:
    return figures(as_of(timezone.localdate(), recorded_until))


@pytest.mark.today
def test_who_came_counts_as_engaged_from_then_on_and_not_in_figures_recorded_before(noor: User) -> None:
    sign_up, before = make_sign_up(headcount=40), timezone.now()
    assert (counted().sign_ups.total, counted().engaged) == (1, 0)
    sign_up.attend(by=noor)
    assert (counted().sign_ups.total, counted().engaged) == (1, 1)
    assert (counted(before).sign_ups.total, counted(before).engaged) == (1, 0)


def test_the_headcount_is_corrected_and_nothing_else(noor: User) -> None:
    sign_up = make_sign_up()
    client = browser(noor)
    client.post(page_of(sign_up), {"headcount": "3", "attended_at": "2020-01-01", "call": ""})
    sign_up.refresh_from_db()
    assert (sign_up.headcount, sign_up.attended_at) == (3, None)
    assert sign_up.call
    assert "Enter at least one person." in shown(client.post(page_of(sign_up), {"headcount": "0"}))


def test_a_sign_up_that_is_known_by_its_number_alone_has_a_page_too(noor: User) -> None:
    sign_up = SignUp.objects.create(call=make_call(), headcount=60)
    client = browser(noor)
    assert "60" in shown(client.get(SIGN_UPS))
    assert "60" in client.get(page_of(sign_up)).content.decode()


@pytest.mark.parametrize("role_fixture", ["lies", "administrator"])
def test_who_has_no_back_office_meets_no_sign_up(request: pytest.FixtureRequest, role_fixture: str) -> None:
    user = request.getfixturevalue(role_fixture)
    sign_up = make_sign_up()
    client = browser(user)
    for address in (SIGN_UPS, f"{SIGN_UPS}?q={sign_up.reference}", page_of(sign_up), f"{SIGN_UPS}add/"):
        assert client.get(address).status_code == 403
    assert attend(client, sign_up).status_code == 403
    assert not SignUp.objects.visible_to(user).exists()


def test_a_verb_is_refused_in_words(noor: User) -> None:
    sign_up = make_sign_up()
    sign_up.attend(by=noor)
    with pytest.raises(ValidationError):
        sign_up.attend(by=noor)


def test_the_number_of_queries_does_not_grow_with_the_list(noor: User) -> None:
    client, call = browser(noor), make_call()
    counts = []
    for added in (5, 25):
        for _number in range(added):
            make_sign_up(call=call)
            make_sign_up(category=Category.objects.get(slug="drawing"))
        with CaptureQueriesContext(connection) as queries:
            client.get(SIGN_UPS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 9 + ROLE_QUERIES


def test_an_erased_person_leaves_a_sign_up_that_says_so(noor: User) -> None:
    sign_up = make_sign_up(person=make_person(name="An Claes"))
    sign_up.person.erase()
    page = shown(browser(noor).get(page_of(sign_up)))
    assert "This person’s data was erased on" in page
    assert "Claes" not in page


class TestCalls:
    TEXTS = {f"{field}_{code}": f"{field} {code}" for field in ("title", "text") for code in ("nl", "fr", "en")}

    def send(self, client: Any, **changes: str) -> Any:
        fields = {"slug": "saturday", "channel": "mail", "launched_at": "2026-01-01T10:00"}
        return client.post(f"{CALLS}add/", fields | self.TEXTS | {"open_until": "2099-12-31"} | changes, follow=True)

    def test_an_administrator_puts_a_call_on_the_website_in_three_languages(self, administrator: User) -> None:
        client = browser(administrator)
        page = client.get(f"{CALLS}add/").content.decode()
        for name in (*self.TEXTS, "open_until"):
            assert f'name="{name}"' in page
        self.send(client)
        call = Call.objects.get()
        assert call.open_until == dt.date(2099, 12, 31)
        assert (call.text_nl, call.text_fr, call.text_en) == ("text nl", "text fr", "text en")

    def test_a_text_in_two_languages_is_asked_for_in_the_third(self, administrator: User) -> None:
        page = self.send(browser(administrator), text_en="")
        assert "Enter the text in all three languages, or in none." in shown(page)
        assert not Call.objects.exists()

    def test_a_lead_writes_a_call_and_a_clerk_does_not(self, noor: User, els: User) -> None:
        assert browser(noor).get(f"{CALLS}add/").status_code == 403
        client = browser(els)
        assert "The end of the address of this call on the website" in shown(client.get(f"{CALLS}add/"))
        self.send(client)
        assert Call.objects.get().slug == "saturday"
