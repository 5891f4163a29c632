"""URLs that nobody reaches by clicking leak nothing, and never cause a server error."""

from __future__ import annotations

import pytest
from django.test import Client

from brusselshelps.accounts.models import User
from brusselshelps.desk.site import desk
from tests.builders import make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, VOLUNTEERS, browser, page_of, take_on

LISTS = (REQUESTS, VOLUNTEERS, "/admin/reference/category/", "/admin/reference/locality/")
REFUSED = (
    "reference__exact=%00",
    "handled_at__regex=(",
    "received_at__year=20200000000000",
    "person__name__startswith=Maria",
    "holder__slug=cocof",
    "holder__staff__username__startswith=k",
    "items__matches__volunteer__person__email__contains=@",
    "pk__in=1",
    "id=1",
    "nonsense=1",
    "_changelist_filters=%00",
    "_popup=1",
    "_to_field=id",
    "_to_field=person",
)
LED_BACK = ("place=nobody", "place=%00", "postcode=9999", "state=()", "category=%00")
HARMLESS = (
    *("q=%00", "q=%27", "q=%22", "q=%5C", "q=%25", "q=🎈", "q=-", "o=99.-3.x..", "o=%00"),
    *("all=", "p=x", "p=-1", "p=999999", "p=%00", "_facets=1", "e=1"),
)


@pytest.mark.parametrize("query", REFUSED)
def test_a_lookup_that_is_not_on_the_page_is_refused(noor: User, query: str) -> None:
    make_request()
    client = browser(noor)
    for address in LISTS:
        assert client.get(f"{address}?{query}").status_code == 400, address


@pytest.mark.parametrize("query", LED_BACK)
def test_a_choice_that_is_not_there_leads_back_to_the_whole_list(noor: User, query: str) -> None:
    make_request()
    page = browser(noor).get(f"{REQUESTS}?{query}", follow=True)
    assert page.status_code == 200
    assert page.redirect_chain
    assert browser(noor).get(f"{REQUESTS}?{query}&e=1").status_code == 400


@pytest.mark.parametrize("query", HARMLESS)
def test_wild_searches_and_orders_show_a_list(noor: User, administrator: User, query: str) -> None:
    make_request()
    make_volunteer()
    for address in LISTS:
        assert browser(noor).get(f"{address}?{query}").status_code == 200, address
    assert browser(administrator).get(f"/admin/accounts/user/?{query}").status_code == 200


@pytest.mark.parametrize("key", ["x", "%00", "1%00", "9" * 40, "-1", "_2F", "1.5", "é"])
def test_a_row_that_cannot_be_is_a_page_that_does_not_exist(noor: User, key: str) -> None:
    client = browser(noor)
    for address in LISTS:
        assert client.get(f"{address}{key}/change/").status_code == 404
        assert client.get(f"{address}{key}/history/").status_code == 404


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40])
def test_a_verb_on_a_row_that_is_not_there_is_a_page_that_does_not_exist(noor: User, key: str) -> None:
    client = browser(noor)
    assert client.post(f"{REQUESTS}{key}/take-on/").status_code == 404
    assert client.get(f"{REQUESTS}{key}/hand-over/").status_code == 404
    assert client.post(f"{REQUESTS}{key}/items/1/unmet/").status_code == 404


@pytest.mark.parametrize("address", ["r/1/1/", "autocomplete/", "autocomplete/?app_label=people", "doc/", "r/%00/1/"])
def test_the_ways_around_are_closed(noor: User, administrator: User, address: str) -> None:
    for user in (noor, administrator):
        assert browser(user).get(f"/admin/{address}").status_code == 404


def test_a_history_page_exists_for_nobody(noor: User, administrator: User) -> None:
    request = make_request()
    client = browser(noor)
    take_on(client, request)
    assert client.get(page_of(request)).status_code == 200
    assert client.get(page_of(request).replace("change", "history")).status_code == 404
    assert "history" not in client.get(page_of(request)).content.decode()
    theirs = page_of(noor).replace("change", "history")
    assert browser(administrator).get(theirs).status_code == 404


def test_a_popup_is_refused_when_a_form_is_sent_too(noor: User, administrator: User) -> None:
    request = make_request()
    client = browser(noor)
    take_on(client, request)
    assert client.post(page_of(request), {"_popup": "1", "urgency": "today"}).status_code == 400
    assert client.post(page_of(request), {"_to_field": "reference"}).status_code == 400
    assert "_popup" not in browser(administrator).get("/admin/accounts/user/add/").content.decode()


def test_nothing_is_filled_in_from_the_address(administrator: User) -> None:
    page = browser(administrator).get("/admin/accounts/user/add/?username=mallory&role=administrator")
    assert "mallory" not in page.content.decode().replace(page.wsgi_request.get_full_path().replace("&", "&amp;"), "")


def test_the_start_page_tells_nothing_of_what_others_did(noor: User, karim: User) -> None:
    request = make_request()
    take_on(browser(karim), request)
    assert request.reference not in browser(noor).get("/admin/").content.decode()


def test_a_page_per_app_leads_to_the_start_page(noor: User, lies: User) -> None:
    assert browser(noor).get("/admin/requests_app/")["Location"] == "/admin/"
    assert browser(lies).get("/admin/requests_app/").status_code == 404
    assert browser(lies).get("/admin/accounts/").status_code == 404


def test_every_address_of_the_desk_asks_who_is_there(db: None) -> None:
    request = make_request()
    own = [f"{REQUESTS}{request.pk}/{verb}" for verb in ("change/", "hand-over/", "take-on/", "items/1/done/")]
    for address in ["/admin/", *LISTS, *own, "/admin/jsi18n/", "/staff/password/", "/admin/anything/"]:
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/staff/sign-in/")


def test_only_our_own_rows_are_registered(db: None) -> None:
    rows = {f"{model._meta.app_label}.{model._meta.model_name}" for model in desk._registry}
    assert rows == {
        "audit.accesslogentry",
        "accounts.user",
        "people.retentionbatch",
        "reference.category",
        "reference.commune",
        "reference.locality",
        "reference.partner",
        "reference.suspension",
        "requests_app.helprequest",
        "requests_app.organisationneed",
        "volunteers.call",
        "volunteers.signup",
        "volunteers.volunteer",
    }


def test_pages_of_the_desk_are_kept_by_no_cache(noor: User) -> None:
    assert "no-store" in browser(noor).get(page_of(make_request()))["Cache-Control"]


def test_the_desk_loads_nothing_from_elsewhere(noor: User) -> None:
    page = browser(noor).get(page_of(make_request())).content.decode()
    assert "//" not in page.replace("http://www.w3.org", "").split("</head>")[0]
