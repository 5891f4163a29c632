"""The reference data: those who work with it read it, administrators edit it, nobody deletes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Category, CategoryPolicy, Commune, Locality, Partner
from tests.desk.desk_client import browser, messages, page_of, shown
from volunteers.models import Call

WORDS = ("category", "commune", "locality", "partner")


def category_form(category: Category, *policies: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The data that a browser sends for the page of a category, including its policies."""
    texts = {
        f"{field}_{code}": getattr(category, f"{field}_{code}") or ""
        for field in ("report", "ask", "offer")
        for code in ("nl", "fr", "en")
    }
    form = texts | {"position": category.position, "residents_may_ask": "on" if category.residents_may_ask else ""}
    form |= {"policies-TOTAL_FORMS": len(policies), "policies-INITIAL_FORMS": sum("id" in row for row in policies)}
    for place, policy in enumerate(policies):
        form |= {f"policies-{place}-{name}": value for name, value in policy.items()}
        form[f"policies-{place}-category"] = category.pk
    return form | fields


def policy_form(first: str, end: str, policy: CategoryPolicy | None = None, **fields: Any) -> dict[str, Any]:
    same = {"registration": "registration", "insurance": "asked", "verification": "none", "reason": ""}
    return same | {"valid_0": first, "valid_1": end} | ({"id": policy.pk} if policy else {}) | fields


@pytest.fixture
def drawing(db: None) -> Category:
    return Category.objects.get(slug="drawing")


@pytest.mark.parametrize("word", WORDS)
def test_clerks_leads_and_ministry_read_the_shared_words(noor: User, els: User, lies: User, word: str) -> None:
    for user in (noor, els, lies):
        client = browser(user)
        assert client.get(f"/admin/reference/{word}/").status_code == 200
        assert client.get(f"/admin/reference/{word}/add/").status_code == 403


@pytest.mark.parametrize("model", [Category, Commune, Locality, Partner])
def test_a_reader_sees_a_row_without_a_button_to_save_it(noor: User, model: type[Any]) -> None:
    row = model.objects.first()
    page = browser(noor).get(page_of(row))
    assert 'name="_save"' not in page.content.decode()
    assert browser(noor).post(page_of(row), {"name_nl": "x"}).status_code == 403


@pytest.mark.parametrize("model", [Category, Commune, Locality, Partner])
def test_nobody_deletes_a_shared_word(administrator: User, noor: User, model: type[Any]) -> None:
    row = model.objects.first()
    for user in (administrator, noor):
        assert browser(user).post(page_of(row).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_reader_sees_the_policies_of_a_category_in_words(lies: User, drawing: Category) -> None:
    client = browser(lies)
    with override("en"):
        first, end = date_format(dt.date(2020, 3, 1)), date_format(dt.date(2020, 5, 1))
    assert f"from {first}" in shown(client.get(page_of(drawing)))
    CategoryPolicy.objects.update(valid=(dt.date(2020, 3, 1), dt.date(2020, 5, 1)))
    assert f"from {first} up to but not including {end}" in shown(client.get(page_of(drawing)))


def test_a_list_names_the_rows_in_the_language_of_who_reads_it(noor: User) -> None:
    assert "Haren" in shown(browser(noor, "fr").get("/admin/reference/locality/"))
    assert "Boodschappen doen" in shown(browser(noor, "nl").get("/admin/reference/category/"))
    assert "Faire les courses" in shown(browser(noor, "fr").get("/admin/reference/category/"))


@pytest.mark.parametrize("word", ["category", "partner"])
def test_yes_and_no_stand_in_words_not_in_icons(noor: User, word: str) -> None:
    page = browser(noor).get(f"/admin/reference/{word}/")
    assert "icon-yes" not in page.content.decode()
    assert " yes " in shown(page)
    assert " no " in shown(page)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("reference/category", "Add a help category"),
        ("reference/commune", "Add a commune"),
        ("reference/locality", "Add a locality"),
        ("reference/partner", "Add a partner"),
        ("volunteers/call", "Add a call"),
        ("accounts/user", "Add a member of staff"),
        ("reference/suspension", "Suspend the platform"),
    ],
)
def test_a_page_to_add_a_row_says_what_is_added(administrator: User, address: str, title: str) -> None:
    client = browser(administrator)
    for page in (f"/admin/{address}/", f"/admin/{address}/add/"):
        assert f" {title} " in shown(client.get(page))


def test_what_is_saved_is_said_in_our_words(administrator: User, db: None) -> None:
    page, client = page_of(Partner.objects.get(slug="vgc")), browser(administrator)
    form = {f"name_{code}": "VGC" for code in ("nl", "fr", "en")} | {"runs_backoffice": "on"}
    assert messages(client.post(page, form, follow=True)) == ["Saved: VGC"]
    assert client.post(page, form | {"_continue": "1"}).url == page


def test_a_reader_goes_back_to_the_list_and_closes_nothing(noor: User) -> None:
    page = shown(browser(noor).get(page_of(Partner.objects.get(slug="vgc"))))
    assert "Back to the list" in page
    assert "Close" not in page


def test_an_administrator_adds_a_tenth_category(administrator: User, db: None) -> None:
    texts = {f"{field}_{code}": f"Books {code}" for field in ("report", "ask", "offer") for code in ("nl", "fr", "en")}
    form = texts | {"slug": "books", "position": "10", "residents_may_ask": "on"}
    form |= {"policies-TOTAL_FORMS": "0", "policies-INITIAL_FORMS": "0"}
    browser(administrator).post("/admin/reference/category/add/", form)
    assert Category.objects.get(slug="books").report_fr == "Books fr"


def test_a_label_that_lacks_a_language_is_refused_with_a_sentence(administrator: User, drawing: Category) -> None:
    page = browser(administrator).post(page_of(drawing), category_form(drawing, report_fr=" "))
    assert "Enter the text in all three languages." in shown(page)


def test_the_key_of_a_row_stays_what_it_is(administrator: User, drawing: Category) -> None:
    browser(administrator).post(page_of(drawing), category_form(drawing, slug="sketch", report_en="Sketches"))
    drawing.refresh_from_db()
    assert (drawing.slug, drawing.report_en) == ("drawing", "Sketches")


def test_one_policy_ends_where_a_new_one_begins_in_one_go(administrator: User, drawing: Category) -> None:
    old = drawing.policies.get()
    form = category_form(
        drawing,
        policy_form("2020-03-01", "2020-04-15", old),
        policy_form("2020-04-15", "", registration="sign_up", insurance="exempt"),
    )
    browser(administrator).post(page_of(drawing), form)
    assert [policy.registration for policy in drawing.policies.all()] == ["registration", "sign_up"]


@pytest.mark.parametrize(("first", "end"), [("2020-04-01", ""), ("2020-02-01", "2020-03-02"), ("", "2021-01-01")])
def test_two_policies_on_one_day_are_refused_with_a_sentence(
    administrator: User, drawing: Category, first: str, end: str
) -> None:
    old = drawing.policies.get()
    form = category_form(drawing, policy_form("2020-03-01", "2020-04-15", old), policy_form(first, end))
    page = browser(administrator).post(page_of(drawing), form)
    assert "Two policies are in force on the same day." in shown(page)
    assert drawing.policies.count() == 1


def test_a_policy_without_days_is_refused_with_a_sentence(administrator: User, drawing: Category) -> None:
    form = category_form(drawing, policy_form("2019-03-01", "2019-03-01"))
    page = browser(administrator).post(page_of(drawing), form)
    assert "Choose a last day that comes after the first." in shown(page)


def test_an_administrator_deletes_a_policy_and_stretches_the_other(administrator: User, drawing: Category) -> None:
    first = drawing.policies.get()
    first.valid = (dt.date(2020, 3, 1), dt.date(2020, 4, 1))
    first.save()
    second = CategoryPolicy.objects.create(
        category=drawing, valid=(dt.date(2020, 4, 1), None), registration="closed", insurance="asked"
    )
    form = category_form(
        drawing, policy_form("2020-03-01", "", first), policy_form("2020-04-01", "", second, DELETE="on")
    )
    browser(administrator).post(page_of(drawing), form)
    assert drawing.policies.get().valid.upper is None


def test_two_rows_that_change_places_are_told_apart_not_broken(administrator: User, drawing: Category) -> None:
    first = drawing.policies.get()
    first.valid = (dt.date(2020, 3, 1), dt.date(2020, 4, 1))
    first.save()
    second = CategoryPolicy.objects.create(
        category=drawing, valid=(dt.date(2020, 4, 1), None), registration="closed", insurance="asked"
    )
    form = category_form(drawing, policy_form("2020-04-01", "", first), policy_form("2020-03-01", "2020-04-01", second))
    page = browser(administrator).post(page_of(drawing), form, follow=True)
    assert "Somebody else saved something at the same time" in shown(page)


def test_a_locality_lies_in_communes_chosen_by_name(administrator: User) -> None:
    haren = Locality.objects.get(postcode="1130")
    page = browser(administrator).get(page_of(haren))
    assert page.content.decode().count('type="checkbox" name="communes"') == 19


def test_an_administrator_keeps_the_calls_and_clerks_do_not_meet_them(administrator: User, noor: User) -> None:
    form = {f"title_{code}": f"Masks {code}" for code in ("nl", "fr", "en")}
    form |= {"slug": "masks", "channel": "mail", "launched_at": "2020-04-01T10:00"}
    browser(administrator).post("/admin/volunteers/call/add/", form)
    assert Call.objects.get().title_fr == "Masks fr"
    assert "Masks en" in shown(browser(administrator).get("/admin/volunteers/call/?q=masks"))
    assert browser(noor).get("/admin/volunteers/call/").status_code == 403
